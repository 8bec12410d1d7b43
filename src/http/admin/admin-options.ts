import type { Database } from '../../database/client.ts';
import type { Planner } from '../../workflows/workflows.ts';
import type { AdminToken } from './authenticate.ts';

/** What the admin routes stand on. */
export interface AdminOptions {
  readonly database: Database;
  readonly planner: Planner;
  readonly tokens: readonly AdminToken[];
  /** Makes the UUID of a bulk replay. */
  readonly newId: () => string;
  /** Events were put back in line: how many. */
  readonly onReplayed: (events: number) => void;
  /** A bulk replay was started. */
  readonly onReplayStarted: () => void;
}
