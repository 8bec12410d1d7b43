import type { BusinessUnit } from '../config/config.ts';
import type { Database } from '../database/client.ts';
import type { RandomBytes } from '../domain/trace.ts';
import type { Warning } from '../domain/warning.ts';
import type { WorkingTime } from './runner/left-behind.ts';

/** What the workflows of a CRM stand on, whichever it is. */
export interface WorkflowsOptions<Crm> {
  readonly database: Database;
  readonly crm: Crm;
  readonly units: ReadonlyMap<string, BusinessUnit>;
  readonly workingTime: WorkingTime;
  /** For the ids of traces and their spans. */
  readonly randomBytes: RandomBytes;
  /** Told which warnings a step has put on an event of this type. */
  readonly onWarnings?: (type: string, warnings: readonly Warning[]) => void;
}
