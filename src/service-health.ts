import type { Logger } from 'pino';
import type { Database } from './database/client.ts';
import { pendingMigrations } from './database/migrate.ts';
import type { Health, HealthReport } from './http/health.ts';
import { readBacklog } from './inbox/backlog.ts';
import type { IntakeGate } from './webhooks/intake-gate.ts';
import type { CrmStatus } from './worker/circuit-breaker.ts';

/** What health is read from. */
export interface ServiceHealthOptions {
  readonly database: Database;
  readonly gate: IntakeGate;
  /** The CRMs in use, each with how it is doing. */
  readonly crms: ReadonlyMap<string, () => CrmStatus>;
  readonly log: Logger;
}

/** Health as the service knows it. A CRM that is down degrades it and never makes it unready: intake goes on. */
export function serviceHealth({ database, gate, crms, log }: ServiceHealthOptions): Health {
  return {
    async ready() {
      const pending = await ask(() => pendingMigrations(database), log);
      const passed = (is: boolean) => (is ? 'ok' : 'failed');
      const checks = {
        database: passed(pending !== null),
        migrations: passed(pending?.length === 0),
        intake: passed(gate.open),
      } as const;
      return { ok: Object.values(checks).every((check) => check === 'ok'), checks };
    },

    async report(): Promise<HealthReport> {
      const backlog = await ask(() => readBacklog(database), log);
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

async function ask<T>(question: () => Promise<T>, log: Logger): Promise<T | null> {
  try {
    return await question();
  } catch (error) {
    log.warn({ err: error }, 'the database does not answer');
    return null;
  }
}
