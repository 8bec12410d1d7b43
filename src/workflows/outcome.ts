import type { Warning } from '../domain/warning.ts';

/** What a workflow came to: all done, or something that has to happen first. */
export type WorkflowResult = { readonly done: true } | { readonly waitingFor: string };
export const DONE: WorkflowResult = { done: true };

/** What came of a run: done, with warnings for the event; done before by another event; or something has to happen first. */
export type WorkflowOutcome =
  | {
      readonly warnings: readonly Warning[];
      /** What it said is not to be kept, now that it is carried out. */
      readonly forget?: boolean;
    }
  | { readonly repeats: string }
  | { readonly waitingFor: string };
