/** What the service says of its group commits: how many events each has stored on the average, between two looks. */
export class CommitSizes {
  readonly #url: string;
  #from = { events: 0, commits: 0 };

  constructor(serviceUrl: string) {
    this.#url = `${serviceUrl}/metrics`;
  }

  async begin(): Promise<void> {
    this.#from = await this.#read();
  }

  /** Events to a commit since the begin. */
  async end(): Promise<number> {
    const { events, commits } = await this.#read();
    return (events - this.#from.events) / (commits - this.#from.commits);
  }

  async #read(): Promise<{ readonly events: number; readonly commits: number }> {
    const text = await (await fetch(this.#url)).text();
    const value = (name: string) =>
      Number(new RegExp(`^tillbridge_group_commit_events_${name} (\\S+)$`, 'm').exec(text)?.[1]);
    return { events: value('sum'), commits: value('count') };
  }
}
