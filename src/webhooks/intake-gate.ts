/** Whether new webhooks are taken. Shut once, at the start of the shutdown; what is under way is finished. */
export class IntakeGate {
  #open = true;

  get open(): boolean {
    return this.#open;
  }

  shut(): void {
    this.#open = false;
  }
}
