/** One thing the shop sent, how it was answered, and what became of it. */
export interface SentWebhook {
  readonly what: string;
  readonly answer: string;
  readonly becameOf: string;
}
