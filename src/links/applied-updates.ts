import { type Database, sql } from '../database/client.ts';
import type { Told } from '../domain/stale-update.ts';
import { LeaseLost, oursWhileHeld } from '../inbox/lease-fence.ts';
import type { Held } from '../inbox/settle.ts';

/** What an update is of, by the shop's own id. `businessUnit` is empty for what belongs to the whole CRM (a product). */
export interface UpdateKey {
  readonly kind: 'order' | 'customer' | 'product';
  readonly businessUnit: string;
  readonly localId: string;
}

/**
 * The last update of each order, customer and product that one CRM holds. Shops tell of changes in any order, by several senders: an
 * update older than the one that stands changes nothing any more.
 */
export class AppliedUpdates {
  readonly #database: Database;
  readonly #crm: string;

  constructor(database: Database, crm: string) {
    this.#database = database;
    this.#crm = crm;
  }

  /** The last update of something, or null. */
  async find({ kind, businessUnit, localId }: UpdateKey): Promise<Told | null> {
    const { appliedUpdate, event } = this.#database.prisma;
    const row = await appliedUpdate.findUnique({
      where: { crm_kind_businessUnit_localId: { crm: this.#crm, kind, businessUnit, localId } },
      select: { updatedAt: true, eventId: true },
    });
    if (row === null) return null;
    const { updatedAt: at, eventId } = row;
    const applied = eventId === null ? null : await event.findUnique({ where: { id: eventId }, select: { seq: true } });
    return { at, eventId, seq: applied?.seq ?? null };
  }

  /**
   * Writes down that the CRM holds an update; a newer one that is written stays. To be called once it does and not before: a crash in
   * between repeats the change, and no event finds itself stale. Throws `LeaseLost` when the event is no longer ours.
   *
   * Raw, since it is void once the lease has passed on.
   */
  async apply(held: Held, { kind, businessUnit, localId }: UpdateKey, updatedAt: string): Promise<void> {
    const rows = await this.#database.prisma.$queryRaw<unknown[]>(sql`
      WITH ${oursWhileHeld(held)},
      applied AS (
        INSERT INTO applied_updates AS a (crm, kind, business_unit, local_id, updated_at, event_id)
        SELECT ${this.#crm}, ${kind}, ${businessUnit}, ${localId}, ${updatedAt}, id FROM ours
        ON CONFLICT (crm, kind, business_unit, local_id) DO UPDATE
        SET updated_at = excluded.updated_at, event_id = excluded.event_id
        WHERE a.updated_at COLLATE "C" <= excluded.updated_at COLLATE "C"
      )
      SELECT id FROM ours`);
    if (rows.length === 0) throw new LeaseLost(held.id);
  }
}
