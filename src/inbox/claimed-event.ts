import type { ReplayMode } from '../domain/events/replay-mode.ts';

/** The bytes that an event came in, and how they were understood. */
export interface StoredBody {
  readonly id: string;
  readonly type: string;
  readonly body: Uint8Array;
  /** By which of its type's readings, from 1. */
  readonly reading: number;
}

/** What an event is about, and the bytes that it came in. */
export interface EventContent extends StoredBody {
  /** Order of arrival. */
  readonly seq: bigint;
  readonly crm: string;
  readonly businessUnit: string;
  readonly userId: string | null;
  readonly orderId: string | null;
  readonly refundId: string | null;
  /** How it goes on where it was replayed. */
  readonly mode: ReplayMode;
}

/** An event that a worker holds a lease on. */
export interface ClaimedEvent extends EventContent {
  /** Tries begun since it was received or replayed, this one included. */
  readonly attempts: number;
  readonly takeovers: number;
  readonly leaseToken: string;
  /** The request that brought it, and the trace it belongs to; null for an event of a version that kept neither. */
  readonly requestId: string | null;
  readonly traceparent: string | null;
}
