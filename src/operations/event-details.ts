import { removeSecrets } from '../crm/redact.ts';
import type { Database } from '../database/client.ts';
import { JsonError, readJson } from '../domain/json.ts';
import { MAX_DELIVERY_VALUES } from '../shops/platform.ts';
import { findHolder, type Holder } from './held-by.ts';
import { listTries, type SeenTry } from './list-tries.ts';
import type { RecordUrls } from './record-urls.ts';
import { findEvent, type SeenEvent } from './seen-event.ts';

/** A step as ops see it: what was sent and what came back, without secrets, and how long it took. */
export interface SeenStep {
  readonly key: string;
  readonly status: 'pending' | 'done' | 'failed';
  readonly verb: string;
  readonly module: string;
  readonly crmId: string | null;
  /** Where people see the record that it names. */
  readonly crmUrl: string | null;
  readonly attempts: number;
  readonly outcomeUnknown: boolean;
  readonly request: unknown;
  readonly response: unknown;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** An event that was made of a delivery. */
export type RelatedEvent = Pick<SeenEvent, 'id' | 'type' | 'status' | 'userId' | 'orderId' | 'refundId'>;

/** One event with all that is known of it. */
export interface EventDetails {
  readonly event: SeenEvent;
  /** The webhook's JSON, each number as it was written; a text where it is none. Null once retention has removed it. */
  readonly payload: unknown;
  /** When retention removed payload and steps; null while they are there. */
  readonly payloadRemovedAt: Date | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly steps: readonly SeenStep[];
  readonly tries: readonly SeenTry[];
  /** The event that it comes after. */
  readonly heldBy: Holder | null;
  /** The delivery that it was made of. */
  readonly parentId: string | null;
  readonly children: readonly RelatedEvent[];
  /** The last amendment of the payload, with the very first one; null where it is as it came. */
  readonly amended: {
    readonly at: Date;
    readonly actor: string;
    readonly reason: string;
    readonly payload: unknown;
  } | null;
}

/** An event, its payload, its tries, and its journal in the order in which the steps began; null = no such event. */
export async function readEventDetails(database: Database, id: string, urls: RecordUrls): Promise<EventDetails | null> {
  const event = await findEvent(database, id);
  if (event === null) return null;
  const stored = await database.prisma.event.findUniqueOrThrow({
    where: { id },
    select: {
      body: true,
      requestId: true,
      traceparent: true,
      parentId: true,
      payloadRemovedAt: true,
      amended: { select: { at: true, actor: true, reason: true, body: true } },
    },
  });
  const isRemoved = stored.payloadRemovedAt !== null;
  // What is left of them for those who come later is no journal any more.
  const steps = isRemoved ? [] : await readSteps(database, id);
  const children = await database.prisma.event.findMany({
    where: { parentId: id },
    orderBy: { seq: 'asc' },
    select: { id: true, type: true, status: true, userId: true, orderId: true, refundId: true },
  });
  const [tries, heldBy] = await Promise.all([listTries(database, event), findHolder(database, id)]);
  const { body, amended: first, ...rest } = stored;
  const payloadOf = (bytes: Uint8Array) => (isRemoved ? null : readPayload(bytes));
  const amended = first === null ? null : withPayload(first, payloadOf);
  const shown = steps.map((step) => ({
    ...step,
    crmUrl: step.crmId === null ? null : urls(event.crm, step.module, step.crmId),
    request: withoutSecrets(step.request),
    response: withoutSecrets(step.response),
  }));
  return { ...rest, event, payload: payloadOf(body), amended, steps: shown, tries, heldBy, children };
}

async function readSteps(database: Database, id: string) {
  return await database.prisma.step.findMany({
    where: { eventId: id },
    orderBy: [{ startedAt: 'asc' }, { key: 'asc' }],
    omit: { eventId: true, leftBehind: true, output: true, warnings: true, doubt: true },
  });
}

function withPayload(
  { body, ...amendment }: { at: Date; actor: string; reason: string; body: Uint8Array },
  payloadOf: (body: Uint8Array) => unknown,
) {
  return { ...amendment, payload: payloadOf(body) };
}

/** A platform may sign what is no JSON; that is kept, and shown as it is. */
function readPayload(body: Uint8Array): unknown {
  try {
    return readJson(body, MAX_DELIVERY_VALUES);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return Buffer.from(body).toString();
  }
}

const SECRET_NAME = /password|secret|token|authorization|cookie|api[_-]?key/i;

/** A JSON value as ops may see it: members whose name says that they hold a secret are removed, and so are tokens inside of texts. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return removeSecrets(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    SECRET_NAME.test(name) ? '[removed]' : withoutSecrets(member),
  ]);
  return Object.fromEntries(members);
}
