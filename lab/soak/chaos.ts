import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import type { SuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import { LEASE_MS } from './environment.ts';
import type { Fleet } from './fleet.ts';
import type { Random } from './random.ts';
import { type DeletedEvent, deleteDoneRefunds, type RemovedEvent, removeEndedPayloads } from './retention.ts';
import type { ServiceProcess } from './service-process.ts';
import { catchUpWithBlog } from './shops/catch-up.ts';

type Blow = 'service' | 'freeze' | 'database' | 'crm' | 'shop' | 'retention';
type Absent = Pick<SuiteCrmSimulator, 'goAway' | 'comeBack'>;

const FIRST_BLOWS: readonly Blow[] = ['service', 'freeze', 'database', 'crm', 'shop', 'retention'];
const BLOWS: readonly Blow[] = ['service', 'service', 'service', 'freeze', 'database', 'crm', 'shop', 'retention'];
const LONGEST_CALM_MS = 800;
const LONGEST_ABSENCE_MS = 1_500;
const LOOK_MS = 20;

/**
 * Kills and freezes what is running, lets the CRM or a shop refuse connections for a while, removes the payloads of what has ended, and deletes
 * refunds that are done, at moments and in an order that a seed decides. A shop that is back is asked for what it has dropped.
 */
export class Chaos {
  readonly counts: Record<Blow, number> = { service: 0, freeze: 0, database: 0, crm: 0, shop: 0, retention: 0 };
  /** The events that were deleted. */
  readonly deleted: DeletedEvent[] = [];
  /** What the events were whose payload was removed, by their ids. */
  readonly removed = new Map<string, RemovedEvent>();
  readonly #fleet: Fleet;
  readonly #crm: Absent;
  readonly #blog: Absent;
  readonly #dataDir: string;
  readonly #random: Random;
  readonly #thawing = new Set<Promise<void>>();
  #blows: Blow[];

  constructor(fleet: Fleet, { crm, blog }: { crm: Absent; blog: Absent }, dataDir: string, random: Random) {
    this.#fleet = fleet;
    this.#crm = crm;
    this.#blog = blog;
    this.#dataDir = dataDir;
    this.#random = random;
    this.#blows = random.shuffle(FIRST_BLOWS);
  }

  /** Waits for a random moment, then strikes once. What it struck comes back by itself. */
  async strike(): Promise<void> {
    const [blow = 'service', ...later] = this.#blows;
    this.#blows = later.length > 0 ? later : this.#random.shuffle(BLOWS);
    await pause(this.#random.integer(0, LONGEST_CALM_MS));
    if (blow === 'database') await this.#killDatabase();
    else if (blow === 'crm') await this.#turnOff(this.#crm, blow);
    else if (blow === 'shop') await this.#turnShopOff();
    else if (blow === 'retention') await this.#cleanUp();
    else if (blow === 'freeze' && process.platform !== 'win32') await this.#freeze();
    else await this.#killService();
  }

  /** Resolves when nothing is frozen any more. */
  async over(): Promise<void> {
    await Promise.all(this.#thawing);
  }

  async #killService(): Promise<void> {
    await this.#fleet.kill(await this.#victim());
    this.counts.service += 1;
  }

  /** Past the lease, so that its events are taken over while it still believes to hold them. */
  async #freeze(): Promise<void> {
    const service = await this.#victim();
    service.signal('SIGSTOP');
    this.counts.freeze += 1;
    const thawing = pause(LEASE_MS + this.#random.integer(200, LEASE_MS))
      .then(() => service.signal('SIGCONT'))
      .finally(() => this.#thawing.delete(thawing));
    this.#thawing.add(thawing);
  }

  async #turnOff(server: Absent, counted: Blow): Promise<void> {
    await server.goAway();
    this.counts[counted] += 1;
    await pause(this.#random.integer(100, LONGEST_ABSENCE_MS));
    await server.comeBack();
  }

  async #turnShopOff(): Promise<void> {
    await this.#turnOff(this.#blog, 'shop');
    await catchUpWithBlog(() => this.#fleet.running.map(({ url }) => url));
  }

  /** What comes later must find what it needs of events without their payloads, and what the refunds have taken back without them. */
  async #cleanUp(): Promise<void> {
    for (const event of await removeEndedPayloads(this.#dataDir))
      if (!this.removed.has(event.id)) this.removed.set(event.id, event);
    if (this.#random.integer(0, 1) === 1) {
      const deleted = await deleteDoneRefunds(this.#dataDir);
      this.deleted.push(
        ...deleted.map((event) => ({ ...event, keys: this.removed.get(event.id)?.keys ?? event.keys })),
      );
    }
    this.counts.retention += 1;
  }

  async #killDatabase(): Promise<void> {
    const data = path.join(this.#dataDir, 'postgresql', 'data');
    for (;;) {
      const server = await readPostmasterPid(data);
      if (server?.ready === true && killed(server.pid)) break;
      await pause(LOOK_MS);
    }
    this.counts.database += 1;
  }

  async #victim(): Promise<ServiceProcess> {
    while (this.#fleet.running.length === 0) await pause(LOOK_MS);
    return this.#random.pick(this.#fleet.running);
  }
}

// The file of a server that is dead may still be there.
function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
