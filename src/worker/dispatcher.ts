import type { Logger } from 'pino';
import type { Database } from '../database/client.ts';
import type { ServiceEvents } from '../domain/service-events.ts';
import { claim } from '../inbox/claim.ts';
import type { ClaimedEvent } from '../inbox/claimed-event.ts';
import { PARKED_AT_ONCE, park, unparkStale } from '../inbox/park.ts';
import { TAKEN_OVER_TOO_OFTEN, type TakenOver, takeOverExpired, untilExpiry } from '../inbox/take-over.ts';
import { untilDue } from '../inbox/until-due.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { type ProcessOptions, processEvent } from './process-event.ts';
import { Rest } from './rest.ts';

/** How a process works through the inbox. Durations in milliseconds. */
export interface DispatcherOptions extends Omit<ProcessOptions, 'stopping' | 'breaker'> {
  readonly log: Logger;
  /** Names this process in its leases. */
  readonly owner: string;
  readonly leaseMs: number;
  readonly pollMs: number;
  /** The CRMs whose events are worked on, and how many at once each of them gets. */
  readonly breakers: ReadonlyMap<string, CircuitBreaker>;
}

/** How soon to look again for what another process has its hands on. */
const LOOK_AGAIN_MS = 25;
/** How often to look for parked events that were forgotten. */
const NET_MS = 60_000;

/**
 * Claims due events and runs as many of a CRM at once as its breaker allows. It is woken when a webhook was committed or an event settled,
 * looks again when the next event is due or the next lease would run out, both by the database's clock, and at least every `pollMs`
 * for what other replicas took in.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #database: Database;
  readonly #log: Logger;
  readonly #events: ServiceEvents;
  readonly #leases: LeaseKeeper;
  readonly #active = new Map<string, Set<Promise<void>>>();
  #stopping = false;
  #loop: Promise<void> | null = null;
  readonly #rest = new Rest();
  #takeOverDue = 0;
  #netDue = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#database = options.database;
    this.#log = options.log;
    this.#events = options.events;
    this.#leases = new LeaseKeeper(options.database, options);
  }

  start(): void {
    this.#leases.start();
    this.#loop ??= this.#run();
  }

  /** Looks for work now. */
  wake(): void {
    this.#rest.wake();
  }

  /**
   * Claims nothing more and begins no further step. Calls under way may finish within `graceMs`; what is unfinished then is
   * stopped and given back.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#loop;
    const timer = setTimeout(() => this.#leases.abortAll(), graceMs);
    await Promise.all([...this.#active.values()].flatMap((works) => [...works]));
    clearTimeout(timer);
    this.#leases.stop();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#rest.looking();
      await this.#takeOver();
      let claimed = 0;
      for (const [crm, breaker] of this.#options.breakers) claimed += await this.#claimSome(crm, breaker);
      if (claimed > 0 || this.#stopping) continue;
      const untilDueMs = await this.#untilDue();
      const untilTakeOverMs = Math.max(1, this.#takeOverDue - this.#options.now());
      if (untilDueMs > 0) await this.#rest.take(Math.min(untilDueMs, untilTakeOverMs, this.#options.pollMs));
    }
  }

  /** How long there is nothing to claim, as far as is known now; 0 = look again at once. */
  async #untilDue(): Promise<number> {
    const { pollMs, breakers } = this.#options;
    // The others wake the dispatcher when they may claim again.
    const mayClaim = [...breakers].flatMap(([crm, breaker]) => (this.#allowance(crm, breaker) > 0 ? [crm] : []));
    if (mayClaim.length === 0) return pollMs;
    try {
      let soonest = pollMs;
      for (const { crm, inMs } of await untilDue(this.#database, mayClaim)) {
        if (inMs > 0) soonest = Math.min(soonest, Math.ceil(inMs));
        else if ((await park(this.#database, crm, PARKED_AT_ONCE)) > 0) soonest = 0;
        else soonest = Math.min(soonest, LOOK_AGAIN_MS);
      }
      return soonest;
    } catch (error) {
      this.#log.warn({ err: error }, 'the next due event could not be looked for');
      return pollMs;
    }
  }

  async #claimSome(crm: string, breaker: CircuitBreaker): Promise<number> {
    const limit = this.#allowance(crm, breaker);
    if (limit <= 0 || this.#stopping) return 0;
    const claimedAt = this.#options.now();
    try {
      const events = await claim(this.#database, { ...this.#options, crm, limit });
      for (const event of events) this.#begin(event, breaker, claimedAt);
      return events.length;
    } catch (error) {
      // The database is away: the next look tells.
      this.#log.warn({ err: error }, 'no events could be claimed');
      return 0;
    }
  }

  #allowance(crm: string, breaker: CircuitBreaker): number {
    return breaker.allowance(this.#active.get(crm)?.size ?? 0);
  }

  async #takeOver(): Promise<void> {
    const { now, leaseMs, pollMs, retry } = this.#options;
    const lookedAt = now();
    if (lookedAt < this.#takeOverDue) return;
    try {
      for (const event of await takeOverExpired(this.#database, retry.maxAttempts)) this.#reportTakeover(event);
      // A lease that begins after this look ends no sooner than one lease from now.
      const untilExpiryMs = (await untilExpiry(this.#database)) ?? leaseMs;
      this.#takeOverDue = lookedAt + Math.max(LOOK_AGAIN_MS, Math.min(untilExpiryMs, leaseMs));
      if (lookedAt >= this.#netDue) {
        await unparkStale(this.#database);
        this.#netDue = lookedAt + NET_MS;
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'no expired leases could be looked for');
      this.#takeOverDue = lookedAt + pollMs;
    }
  }

  #reportTakeover(event: TakenOver): void {
    const { takeovers, step } = event;
    const ending = { run: event, durationMs: null, warnings: [] };
    if (event.status === 'pending') {
      const message = 'event taken over: its lease ran out';
      const told = { outcome: 'taken_over', level: 'warn', message, errorClass: null } as const;
      this.#events.emit('runEnded', { ...ending, ...told, details: { takeovers, step } });
      return;
    }
    const message = 'event dead: no process lives through it';
    const errorClass = 'permanent';
    const details = { class: errorClass, code: TAKEN_OVER_TOO_OFTEN, step, takeovers };
    this.#events.emit('runEnded', { ...ending, outcome: 'dead', level: 'error', message, errorClass, details });
  }

  #begin(event: ClaimedEvent, breaker: CircuitBreaker, claimedAt: number): void {
    const lease = this.#leases.hold(event, claimedAt);
    // Once told to stop it stays so for this run, also when the pause is over before the run has come to its end.
    let told = false;
    const stopping = () => {
      told ||= this.#stopping || breaker.paused;
      return told;
    };
    const options = { ...this.#options, breaker, stopping };
    const active = this.#activeOf(event.crm);
    const work = processEvent(event, lease, options)
      .catch((error: unknown) => {
        // Its lease runs out by itself, and then it is taken over.
        this.#log.error({ event: event.id, err: error }, 'event could not be settled');
      })
      .finally(() => {
        this.#leases.letGo(lease);
        active.delete(work);
        this.wake();
      });
    active.add(work);
  }

  #activeOf(crm: string): Set<Promise<void>> {
    const active = this.#active.get(crm) ?? new Set();
    this.#active.set(crm, active);
    return active;
  }
}
