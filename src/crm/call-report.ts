/** One finished HTTP call to a CRM, whichever it is, for logs and metrics. */
export interface CallReport<Operation extends string = string> {
  readonly operation: Operation;
  /** The HTTP method. */
  readonly verb: string;
  readonly module: string;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** `ok` or the error's code. */
  readonly outcome: string;
  readonly durationMs: number;
  /** Characters around the answer's JSON that do not belong to it: PHP warnings that SuiteCRM prints into its answers. */
  readonly noise?: number;
}
