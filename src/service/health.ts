import type { Logger } from 'pino';
import { boundedRead } from '../database/bounded-read.ts';
import type { Database } from '../database/client.ts';
import { pendingMigrations } from '../database/migrate.ts';
import type { CrmStatus } from '../domain/service-events.ts';
import type { Health, HealthReport } from '../http/health.ts';
import { readBacklog } from '../inbox/backlog.ts';
import type { IntakeGate } from '../webhooks/intake.ts';

/** What health is read from. */
export interface ServiceHealthOptions {
  readonly database: Database;
  readonly gate: IntakeGate;
  /** The CRMs in use, each with how it is doing. */
  readonly crms: ReadonlyMap<string, () => CrmStatus>;
  readonly log: Logger;
}

/** Orchestrators give a probe up after some seconds; a database that takes longer counts as down. */
const PATIENCE_MS = 3_000;

/** Health as the service knows it. A CRM that is down degrades it and never makes it unready: intake goes on. */
export function serviceHealth({ database, gate, crms, log }: ServiceHealthOptions): Health {
  const onFailure = (error: unknown) => log.warn({ err: error }, 'the database does not answer');
  const askMigrations = boundedRead(() => pendingMigrations(database), PATIENCE_MS, onFailure);
  const askBacklog = boundedRead(() => readBacklog(database), PATIENCE_MS, onFailure);
  return {
    async ready() {
      const pending = await askMigrations();
      const passed = (is: boolean) => (is ? 'ok' : 'failed');
      const checks = {
        database: passed(pending !== null),
        migrations: passed(pending?.length === 0),
        intake: passed(gate.open),
      } as const;
      return { ok: Object.values(checks).every((check) => check === 'ok'), checks };
    },

    async report(): Promise<HealthReport> {
      const backlog = await askBacklog();
      const statuses = Object.fromEntries([...crms].map(([name, status]) => [name, { status: status() }]));
      const down = backlog === null || Object.values(statuses).some(({ status }) => status !== 'up');
      return {
        status: down ? 'degraded' : 'ok',
        database: backlog === null ? 'down' : 'up',
        crms: statuses,
        backlog:
          backlog === null
            ? null
            : {
                pending: backlog.pending,
                waiting: backlog.waiting,
                retrying: backlog.retrying,
                dead: backlog.dead,
                oldest_pending_age_s: backlog.oldestPendingAgeS,
              },
      };
    },
  };
}
