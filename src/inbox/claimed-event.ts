/** The statuses of an event. */
export type EventStatus = 'pending' | 'running' | 'waiting' | 'retrying' | 'done' | 'dead' | 'discarded';

/** An event that a worker holds a lease on. */
export interface ClaimedEvent {
  readonly id: string;
  readonly seq: bigint;
  readonly type: string;
  readonly crm: string;
  readonly businessUnit: string;
  readonly userId: string | null;
  readonly orderId: string | null;
  readonly refundId: string | null;
  readonly body: Uint8Array;
  /** Tries begun since it was received or replayed, this one included. */
  readonly attempts: number;
  readonly takeovers: number;
  readonly leaseToken: string;
}
