import type { FinishedSpan } from '../finished-span.ts';

/** The spans of one export in the form in which they are sent. */
export interface SpanExport {
  /** How many there are. */
  readonly spans: number;
  add(span: FinishedSpan): void;
  /** All of them as the body of a request; none is added after that. Throws where they cannot be written. */
  body(): Uint8Array;
}

/** Begins an export, which has no spans yet. */
export type BeginExport = () => SpanExport;
