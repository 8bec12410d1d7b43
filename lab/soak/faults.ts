import { faultActions, type LostRecord, type SuiteCrmFaultAction } from '../simulator/suitecrm/index.ts';
import type { Random } from './random.ts';

/** Every way in which a call to the CRM may go wrong, by the name that the verdict counts it under. */
const KINDS: readonly (readonly [name: string, action: (random: Random) => SuiteCrmFaultAction])[] = [
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

/** Draws a fault for some of the calls, and counts them. */
export class FaultDraw {
  readonly #random: Random;
  readonly #probability: number;
  readonly #counts = new Map<string, number>(KINDS.map(([name]) => [name, 0]));

  constructor(probability: number, random: Random) {
    this.#probability = probability;
    this.#random = random;
  }

  /** How often each kind was drawn. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** What happens to the next call. */
  draw(): SuiteCrmFaultAction | undefined {
    if (!this.#random.chance(this.#probability)) return undefined;
    const [name, action] = this.#random.pick(KINDS);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return action(this.#random);
  }
}
