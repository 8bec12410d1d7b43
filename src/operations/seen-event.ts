import { type Database, sql } from '../database/client.ts';
import type { ErrorClass } from '../domain/errors.ts';
import type { ReplayMode } from '../domain/events/replay-mode.ts';
import type { EventStatus } from '../domain/events/status.ts';

/** An event as ops see it in a list. */
export interface SeenEvent {
  readonly id: string;
  /** Order of arrival. */
  readonly seq: bigint;
  readonly webhookId: string;
  readonly type: string;
  readonly crm: string;
  /** The connected shop that it comes from. */
  readonly shop: string | null;
  readonly topic: string | null;
  readonly businessUnit: string;
  readonly status: EventStatus;
  readonly userId: string | null;
  readonly orderId: string | null;
  readonly refundId: string | null;
  readonly attempts: number;
  readonly takeovers: number;
  /** How it goes on since it was replayed, until it is done. */
  readonly mode: ReplayMode;
  /** Null where no attempt is planned. */
  readonly nextAttemptAt: Date | null;
  readonly waitingFor: string | null;
  readonly errorClass: ErrorClass | null;
  readonly errorCode: string | null;
  readonly errorStep: string | null;
  readonly errorMessage: string | null;
  readonly warnings: readonly string[];
  readonly receivedAt: Date;
  /** When its last try began; null before the first, and where a release before this was told began it. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** The columns of `events e` that make a `SeenEvent`. */
export const SEEN_COLUMNS = sql`e.id, e.seq, e.webhook_id AS "webhookId", e.type, e.crm, e.shop, e.topic, e.business_unit AS "businessUnit",
  e.status::text AS status, e.user_id AS "userId", e.order_id AS "orderId", e.refund_id AS "refundId", e.attempts, e.takeovers, e.mode::text AS mode,
  CASE WHEN e.status IN ('pending', 'retrying', 'waiting') THEN e.next_attempt_at END AS "nextAttemptAt",
  e.waiting_for AS "waitingFor", e.error_class::text AS "errorClass", e.error_code AS "errorCode",
  e.error_step AS "errorStep", e.error_message AS "errorMessage", e.warnings, e.received_at AS "receivedAt", e.started_at AS "startedAt",
  e.finished_at AS "finishedAt"`;

/** One event, or null. */
export async function findEvent(
  { prisma }: { readonly prisma: Pick<Database['prisma'], '$queryRaw'> },
  id: string,
): Promise<SeenEvent | null> {
  const rows = await prisma.$queryRaw<SeenEvent[]>(sql`
    SELECT ${SEEN_COLUMNS} FROM events e WHERE e.id = ${id}::uuid`);
  return rows[0] ?? null;
}
