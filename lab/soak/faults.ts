import type { FrameFaultAction } from '../simulator/frame/fault-actions.ts';
import { faultActions, type LostRecord, type SuiteCrmFaultAction } from '../simulator/suitecrm/index.ts';
import type { Random } from './random.ts';

/** Ways in which a call may go wrong, each by the name that the verdict counts it under. */
export type SoakFaults<Action> = readonly (readonly [name: string, action: (random: Random) => Action])[];

/** Every way in which a call to the CRM may go wrong. */
export const CRM_FAULTS: SoakFaults<SuiteCrmFaultAction> = [
  ['cut before the CRM saw it', () => faultActions.cutBefore],
  ['cut after the commit', () => faultActions.cutAfter],
  ['reset before the CRM saw it', () => faultActions.resetBefore],
  ['reset after the commit', () => faultActions.resetAfter],
  ['no answer, not committed', () => ({ kind: 'hang', commit: false })],
  ['no answer, committed', () => ({ kind: 'hang', commit: true })],
  ['half a body', () => ({ kind: 'half-body' })],
  ['empty 500', () => faultActions.emptyServerError],
  ['502 page', () => faultActions.badGateway],
  ['503 with Retry-After', (random) => faultActions.unavailable(random.integer(0, 1))],
  ['429 with Retry-After', (random) => faultActions.tooManyRequests(random.integer(0, 1))],
  ['Database failure, not committed', () => ({ kind: 'database-failure', commit: false })],
  ['Database failure, committed', () => ({ kind: 'database-failure', commit: true })],
  ['user not found for want of the database', (random) => lost('user', random.chance(0.5))],
  ['record not found for want of the database', (random) => lost('record', random.chance(0.5))],
  ['related record not found for want of the database', (random) => lost('related', random.chance(0.5))],
  ['no rows for want of the database', () => lost('rows', true)],
  ['201 without a relation', () => ({ kind: 'unstored-relation' })],
  ['201 without fields', () => ({ kind: 'lost-fields', fields: ['email', 'account'] })],
  ['PHP warnings', (random) => ({ kind: 'php-warnings', where: random.pick(['before', 'after', 'both'] as const) })],
  ['revoked tokens', () => ({ kind: 'revoke-tokens' })],
  ['slow, committed at the start', (random) => ({ kind: 'slow', ms: random.integer(30, 300), commit: 'start' })],
  ['slow, committed at the end', (random) => ({ kind: 'slow', ms: random.integer(30, 300), commit: 'end' })],
  // Shorter than the time-out and the quiet time after it: a call that the client gave up is let finish before it is repeated.
  ['slower than the time-out', (random) => ({ kind: 'slow', ms: random.integer(750, 1_200), commit: 'end' })],
];

/** As a SuiteCRM answers that loses its own database in the middle of a call. */
function lost(missing: LostRecord, commit: boolean): SuiteCrmFaultAction {
  return { kind: 'lost-database', missing, commit };
}

const TYPE = { 'Content-Type': 'application/json; charset=UTF-8' };
const HTML = { 'Content-Type': 'text/html; charset=UTF-8' };
const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = TYPE): FrameFaultAction => ({
  kind: 'answer',
  commit: false,
  ...{ status, body, headers },
});

/** Every way in which a call to the API of a WooCommerce store may go wrong: all of them only read. */
export const STORE_FAULTS: SoakFaults<FrameFaultAction> = [
  ['cut', () => faultActions.cutBefore],
  ['reset', () => faultActions.resetAfter],
  ['half a body', () => ({ kind: 'half-body' })],
  ['empty 500', () => faultActions.emptyServerError],
  ['502 page', () => faultActions.badGateway],
  ['503 with Retry-After', (random) => faultActions.unavailable(random.integer(0, 1))],
  ['429 with Retry-After', (random) => faultActions.tooManyRequests(random.integer(0, 1))],
  ['a key that is refused', () => answer(401, '{"code":"woocommerce_rest_cannot_view","data":{"status":401}}')],
  ['a page with 200', () => answer(200, '<html><body>Briefly unavailable for maintenance.</body></html>', HTML)],
  ['PHP warnings before the JSON', () => answer(200, '<br />\n<b>Warning</b>: Undefined index in x.php[]')],
  ['no list', () => answer(200, '{}')],
  ['slow', (random) => ({ kind: 'slow', ms: random.integer(30, 300), commit: 'end' })],
];

/** Draws a fault for some of the calls, and counts them. */
export class FaultDraw<Action> {
  readonly #kinds: SoakFaults<Action>;
  readonly #random: Random;
  readonly #probability: number;
  readonly #counts: Map<string, number>;

  constructor(kinds: SoakFaults<Action>, probability: number, random: Random) {
    this.#kinds = kinds;
    this.#counts = new Map(kinds.map(([name]) => [name, 0]));
    this.#probability = probability;
    this.#random = random;
  }

  /** How often each kind was drawn. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** What happens to the next call. */
  draw(): Action | undefined {
    if (!this.#random.chance(this.#probability)) return undefined;
    const [name, action] = this.#random.pick(this.#kinds);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return action(this.#random);
  }
}
