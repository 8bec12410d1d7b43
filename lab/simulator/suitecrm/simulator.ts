import { type Frame, type FrameOptions, startFrame } from '../frame/frame.ts';
import { Crm } from './crm.ts';
import type { SuiteCrmOwnFault } from './faults.ts';
import { suiteCrmApi } from './http/api.ts';
import { clients } from './http/token-endpoint.ts';
import { softDelete } from './links.ts';
import type { InvoiceRelation, PromotionRelation } from './modules/invoices.ts';
import { type Preferences, preferencesOf, type Release } from './save/preferences.ts';
import { Schema } from './schema.ts';
import { plantSeed } from './seed.ts';
import { type Snapshot, type SnapshotOptions, takeSnapshot } from './snapshot.ts';
import type { EmailLink } from './store/email-book.ts';
import type { JoinRow } from './store/join-table.ts';
import { Store } from './store/store.ts';
import type { Row } from './store/table.ts';
import { Tokens } from './tokens.ts';

/** How the simulated server is set up; all of it has a default. */
export interface SimulatorOptions extends FrameOptions {
  /** The server's clock: dates of records, life of tokens. */
  readonly clock?: () => Date;
  /** Default 7.14. 7.15 trims after it purified; its recorded user writes days as 2020-2-3, that of 7.14 as 2/3/2020. */
  readonly release?: Release;
  /** How the relation among invoices was set up in Studio (default many-to-many, as on the server of the guides). */
  readonly invoiceRelation?: InvoiceRelation;
  /** The name of the relation of invoices and promotions (default that of the server of the guides). */
  readonly promotionRelation?: PromotionRelation;
  /** false = an older version whose filter by e-mail always fails. */
  readonly emailFilter?: boolean;
  /** false = a version up to 7.11.18: related records are listed bare, and are neither paged, filtered nor sorted. */
  readonly relatedPaging?: boolean;
  /** false = paged lists do not carry `total-pages`. */
  readonly pageCounts?: boolean;
  /** Fields, by module, that this CRM does not have (default none: it has all that the guides use). */
  readonly absentFields?: Readonly<Record<string, readonly string[]>>;
  /** The database's character set (default utf8mb3: emoji become `????`). */
  readonly charset?: 'utf8mb3' | 'utf8mb4';
  /** How the API user writes numbers, days and times (default as the users of the recorded servers did). */
  readonly preferences?: Partial<Preferences>;
  /** false = an empty CRM instead of the records of the guides. */
  readonly seed?: boolean;
}

/** A running simulated SuiteCRM. Its `url` is without `/Api`. */
export interface SuiteCrmSimulator extends Frame<SuiteCrmOwnFault> {
  /** A client for the client_credentials grant. */
  readonly client: { readonly id: string; readonly secret: string };
  readonly tokens: Tokens;
  /** The rows of a module that are not deleted, seed data included. */
  records(module: string): readonly Row[];
  /** One row, deleted or not. */
  record(module: string, id: string): Row | undefined;
  /** The rows of a relationship's join table, deleted ones included. */
  joinRows(relation: string): readonly JoinRow[];
  /** All rows that tie an address to a record, deleted ones included. */
  emailLinks(): readonly EmailLink[];
  /** Writes columns of a row as somebody working in the CRM would; an unknown id makes a new row. */
  edit(module: string, id: string, values: Readonly<Record<string, string>>): void;
  /** Deletes a record as somebody working in the CRM would. */
  remove(module: string, id: string): void;
  /** Brings a deleted record back, as an administrator of the CRM would; what it was related to stays apart. */
  restore(module: string, id: string): void;
  snapshot(options?: SnapshotOptions): Snapshot;
  /** Back to the state after the start; faults and journal are cleared, tokens stay good. */
  reset(): void;
}

/** Starts a simulated SuiteCRM in this process; rejects if the port is taken. */
export async function startSuiteCrmSimulator(options: SimulatorOptions = {}): Promise<SuiteCrmSimulator> {
  const {
    clock = () => new Date(),
    release = '7.14',
    emailFilter = true,
    relatedPaging = true,
    pageCounts = true,
    charset = 'utf8mb3',
    seed = true,
  } = options;
  const schema = new Schema({
    invoiceRelation: options.invoiceRelation ?? 'many-to-many',
    promotionRelation: options.promotionRelation ?? 'aos_invoices_owl_promotions_1',
    ...(options.absentFields === undefined ? {} : { absentFields: options.absentFields }),
  });
  const tokens = new Tokens(clock);
  const preferences = preferencesOf(release, options.preferences);
  const crm = new Crm({ release, schema, tokens, clock, emailFilter, relatedPaging, pageCounts, charset, preferences });
  let seeded = new Set<Row>();
  const plant = (): void => {
    crm.store = new Store(schema);
    if (seed) {
      plantSeed(crm);
    }
    seeded = new Set(schema.modules.flatMap(({ name }) => crm.store.table(name).all()));
  };
  plant();
  const frame = await startFrame(suiteCrmApi(crm), options);
  const [client] = clients;
  return {
    ...frame,
    client: { id: client?.id ?? '', secret: client?.secret ?? '' },
    tokens,
    records: (module) =>
      crm.store
        .table(module)
        .all()
        .filter((row) => !row.deleted),
    record: (module, id) => crm.store.table(module).get(id),
    joinRows: (relation) => crm.store.join(relation).all(),
    emailLinks: () => crm.store.emails.all(),
    edit(module, id, values) {
      const row = crm.store.table(module).get(id);
      const stamps = row?.values ?? { date_entered: crm.now(), date_modified: crm.now() };
      crm.store.table(module).put({ id, deleted: row?.deleted ?? false, values: { ...stamps, ...values } });
    },
    remove(module, id) {
      const row = crm.store.table(module).find(id);
      if (row === undefined) {
        throw new Error(`${module} has no record ${id} to delete`);
      }
      softDelete(crm, module, row);
    },
    restore(module, id) {
      const row = crm.store.table(module).get(id);
      if (row?.deleted !== true) {
        throw new Error(`${module} has no deleted record ${id} to restore`);
      }
      crm.store.table(module).put({ ...row, deleted: false, values: { ...row.values, deleted: '0' } });
    },
    snapshot: (snapshotOptions = {}) => takeSnapshot(crm, (row) => seeded.has(row), snapshotOptions),
    reset() {
      plant();
      frame.journal.clear();
      frame.faults.reset();
    },
  };
}
