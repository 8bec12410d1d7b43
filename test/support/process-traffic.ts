import type { Storefront, StorefrontAnswer } from '../../lab/storefront.ts';
import { sampleRegistration } from '../../src/domain/events/samples.ts';
import type { Route } from '../../src/webhooks/sign-request.ts';
import { isReceipt } from './process-bench.ts';
import { waitFor } from './wait-for.ts';

/** One webhook that a shop has to send. */
export interface Message {
  readonly route: Route;
  readonly body: object;
  /** The `webhook-id`: the same at every try. */
  readonly id: string;
}

/** One try to send it. */
export interface Try {
  readonly message: Message;
  /** Null when the connection broke or was refused. */
  readonly answer: StorefrontAnswer | null;
  /** From the first byte to the answer, in milliseconds. */
  readonly ms: number;
}

/** A shop that is at it. */
export interface Traffic {
  /** Every try so far, in the sequence of the answers. */
  readonly tries: readonly Try[];
  /** Resolves when all messages are accepted. */
  readonly finished: Promise<void>;
}

/** Messages that follow each other, as they come up. */
export type Lane = Iterable<Message> | AsyncIterable<Message>;

/** How long a sender waits for an answer at least: Standard Webhooks 1.0 recommends 15 to 30 seconds. */
export const SENDER_WAITS_MS = 15_000;
const PATIENCE_MS = 60_000;

/**
 * Sends messages as a shop does that never gives up: whatever is not accepted is sent again under the same id. Lanes run side
 * by side, the messages of a lane one after another. `shop` is asked anew for every try.
 */
export function startTraffic(shop: () => Storefront, lanes: readonly Lane[]): Traffic {
  const tries: Try[] = [];
  const sendOnce = async (message: Message) => {
    const started = performance.now();
    const { route, body, id } = message;
    const answer = await shop()
      .send(route, body, { id })
      .catch(() => null);
    tries.push({ message, answer, ms: performance.now() - started });
    return answer?.status === 202;
  };
  const runLane = async (messages: Lane) => {
    for await (const message of messages)
      await waitFor(`${message.id} is accepted`, () => sendOnce(message), PATIENCE_MS);
  };
  return { tries, finished: Promise.all(lanes.map(runLane)).then(() => {}) };
}

/** Registrations of customers whom nobody knows, in lanes. */
export function registrations(lanes: number, each: number): Message[][] {
  return Array.from({ length: lanes }, (_, lane) =>
    Array.from({ length: each }, (_, index) => {
      const user = `U${lane}-${index}`;
      const body = sampleRegistration({ customer: { user_id: user, email: `${user}@example.com` } });
      return { route: 'registrations', body, id: `msg_${user}` };
    }),
  );
}

/** The ids of the events whose acceptance was answered. */
export function acceptedIds(tries: readonly Try[]): string[] {
  return tries.flatMap(({ answer }) =>
    answer?.status === 202 && isReceipt(answer.body) ? [answer.body.event_id] : [],
  );
}

/** How many tries were answered so; null = not at all. */
export function countOf(tries: readonly Try[], status: number | null): number {
  return tries.filter(({ answer }) => (answer?.status ?? null) === status).length;
}

/** What is wrong with the answers: each must be 202, or 503 as problem details with a `Retry-After`, before the sender gives up. */
export function wrongAnswers(tries: readonly Try[]): string[] {
  return tries.flatMap(({ message, answer, ms }) => {
    if (ms > SENDER_WAITS_MS) return [`${message.id} was answered ${answer?.status} after ${Math.round(ms)} ms`];
    return answer === null || answer.status === 202 || isTurnedAway(answer)
      ? []
      : [`${message.id} was answered ${answer.status} ${JSON.stringify(answer.body)}`];
  });
}

function isTurnedAway({ status, headers, body }: StorefrontAnswer): boolean {
  return (
    status === 503 &&
    /^\d+$/.test(headers.get('retry-after') ?? '') &&
    headers.get('content-type')?.startsWith('application/problem+json') === true &&
    isProblem(body) &&
    body.status === 503
  );
}

function isProblem(body: unknown): body is { readonly status: unknown } {
  return (
    typeof body === 'object' &&
    body !== null &&
    ['type', 'title', 'status', 'detail'].every((member) => member in body) &&
    'status' in body
  );
}
