import type { Database } from '../../database/client.ts';
import type { KnownUnits } from '../../domain/events/read-shop-event.ts';
import type { ServiceEvents } from '../../domain/service-events.ts';
import type { BacklogMoment } from '../../operations/backlog-trend.ts';
import type { WatchedCrms } from '../../operations/crms/crm-states.ts';
import type { RecordReader } from '../../operations/import-links/verify-links.ts';
import type { RecordUrls } from '../../operations/record-urls.ts';
import type { CatchUpOptions } from '../../shops/catch-up.ts';
import type { Shop } from '../../shops/shop.ts';
import type { Planner } from '../../workflows/workflows.ts';
import type { AdminToken } from './admin-access.ts';

/** What the admin routes stand on. */
export interface AdminOptions {
  readonly database: Database;
  readonly planner: Planner;
  readonly units: KnownUnits;
  /** Where people see a record. */
  readonly recordUrls: RecordUrls;
  /** Looks at records of SuiteCRM; null where it is not in use. */
  readonly records: RecordReader | null;
  /** The CRMs in use. */
  readonly crms: WatchedCrms;
  /** Lets this process obey the pauses that were just written. */
  readonly refreshPauses: () => Promise<void>;
  /** The connected shops by name. */
  readonly shops: ReadonlyMap<string, Shop>;
  /** Those whose API can be asked for what no webhook brought, by name. */
  readonly walks: ReadonlyMap<string, CatchUpOptions>;
  readonly tokens: readonly AdminToken[];
  /** RETENTION_DAYS; null = everything is kept. */
  readonly retentionDays: number | null;
  /** Wall clock. */
  readonly now: () => Date;
  /** Makes the UUID of a bulk replay. */
  readonly newId: () => string;
  /** How the backlog has been over the last hour. */
  readonly trend: () => readonly BacklogMoment[];
  /** Told of replays. */
  readonly events: ServiceEvents;
}
