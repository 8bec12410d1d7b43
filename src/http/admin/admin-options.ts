import type { Database } from '../../database/client.ts';
import type { ServiceEvents } from '../../domain/service-events.ts';
import type { Planner } from '../../workflows/workflows.ts';
import type { AdminToken } from './authenticate.ts';

/** What the admin routes stand on. */
export interface AdminOptions {
  readonly database: Database;
  readonly planner: Planner;
  readonly tokens: readonly AdminToken[];
  /** Makes the UUID of a bulk replay. */
  readonly newId: () => string;
  /** Told of replays. */
  readonly events: ServiceEvents;
}
