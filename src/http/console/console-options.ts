import type { FastifyBaseLogger } from 'fastify';
import type { RandomBytes } from '../../domain/trace.ts';
import type { AdminAccess } from '../admin/admin-access.ts';
import type { AdminOptions } from '../admin/admin-options.ts';
import type { SessionReader } from '../admin/console-session.ts';
import type { Health } from '../health.ts';

/** What the console stands on. */
export interface ConsoleOptions {
  readonly admin: AdminOptions;
  readonly access: AdminAccess;
  readonly readSession: SessionReader;
  readonly health: Health;
  readonly log: FastifyBaseLogger;
  readonly now: () => Date;
  /** For the ids of sessions. */
  readonly randomBytes: RandomBytes;
}
