/** The statuses of an event. */
export type EventStatus = 'pending' | 'running' | 'waiting' | 'retrying' | 'done' | 'dead' | 'discarded';

/** What an event is about, and the bytes that it came in. */
export interface EventContent {
  readonly id: string;
  readonly type: string;
  readonly crm: string;
  readonly businessUnit: string;
  readonly userId: string | null;
  readonly orderId: string | null;
  readonly refundId: string | null;
  readonly body: Uint8Array;
}

/** An event that a worker holds a lease on. */
export interface ClaimedEvent extends EventContent {
  readonly seq: bigint;
  /** Tries begun since it was received or replayed, this one included. */
  readonly attempts: number;
  readonly takeovers: number;
  readonly leaseToken: string;
  /** The request that brought it, and the trace it belongs to; null for an event of a version that kept neither. */
  readonly requestId: string | null;
  readonly traceparent: string | null;
}
