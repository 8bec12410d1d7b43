import { TillbridgeError } from '../domain/errors.ts';

/** What is known of a call to a shop that brought nothing. */
export interface ShopCallFacts {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** What Retry-After asked for. */
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

/** A call to a shop's REST API that brought no answer to be used. All calls only read, so none leaves anything behind. */
export abstract class ShopCallError extends TillbridgeError {
  readonly status: number | null;
  /** How long the shop asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | null;

  /** `call`: what was asked of whom, without any value of it. */
  constructor(call: string, message: string, { status, retryAfterMs, cause }: ShopCallFacts = {}) {
    super(`${call}: ${message}.`, { cause });
    this.status = status ?? null;
    this.retryAfterMs = retryAfterMs ?? null;
  }
}
