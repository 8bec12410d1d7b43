import { type ErrorClass, TillbridgeError } from '../domain/errors.ts';

/** The variable that a URL was given by: it is what whoever reads of a failure has to look at. */
export type UrlVariable = 'DATABASE_URL' | 'DATABASE_OWNER_URL';

/** No PostgreSQL at `DATABASE_URL` or `DATABASE_OWNER_URL`, or it refuses the user or the database. Names host, port and database, never the password. */
export class DatabaseUnreachable extends TillbridgeError {
  readonly code = 'database_unreachable';
  readonly errorClass: ErrorClass;

  constructor(message: string, errorClass: ErrorClass, options?: ErrorOptions) {
    super(message, options);
    this.errorClass = errorClass;
  }
}

/** The database answers and will not do, whatever is waited for; the message says why and what to use instead. */
export class DatabaseUnsuitable extends TillbridgeError {
  readonly code = 'database_unsuitable';
  readonly errorClass = 'permanent';
}

/** The migrations in the code and those in the database do not go together; the message says how to get out. */
export class MigrationConflict extends TillbridgeError {
  readonly code = 'migration_conflict';
  readonly errorClass = 'permanent';
}

/** A migration's SQL failed. Nothing of it was kept but its entry in `_prisma_migrations`. */
export class MigrationFailed extends TillbridgeError {
  readonly code = 'migration_failed';
  readonly errorClass = 'permanent';
}

/** Another process is applying migrations, or sessions hold the tables that they change, and none came to an end in time; nothing is broken. */
export class MigrationLockTimeout extends TillbridgeError {
  readonly code = 'migration_lock_timeout';
  readonly errorClass = 'transient';
}

/** There are migrations to apply, and the role that would has no right to; nothing was applied. */
export class MigrationRightMissing extends TillbridgeError {
  readonly code = 'migration_right_missing';
  readonly errorClass = 'permanent';
}

/** There is no embedded PostgreSQL for this machine. */
export class EmbeddedUnsupported extends TillbridgeError {
  readonly code = 'embedded_unsupported';
  readonly errorClass = 'permanent';
}

/** `DATA_DIR` cannot be written, entered, or is not what this service put there. */
export class DataDirUnusable extends TillbridgeError {
  readonly code = 'data_dir_unusable';
  readonly errorClass = 'permanent';
}

/** `DATA_DIR` was written by another major version of PostgreSQL. */
export class DataDirOtherVersion extends TillbridgeError {
  readonly code = 'data_dir_other_version';
  readonly errorClass = 'permanent';
}

/** The embedded server could not get a port on the loopback interface. */
export class EmbeddedPortUnavailable extends TillbridgeError {
  readonly code = 'embedded_port_unavailable';
  readonly errorClass = 'transient';
}

/** The embedded server did not come up; the message ends with what the server said. */
export class EmbeddedStartFailed extends TillbridgeError {
  readonly code = 'embedded_start_failed';
  readonly errorClass = 'transient';
}

/** The database was not to be reached, or broke off: nothing is known against the work that asked it. */
export class DatabaseAway extends TillbridgeError {
  readonly code = 'database_away';
  readonly errorClass = 'transient';

  constructor(cause: unknown, message = 'The database is away; ask again.') {
    super(message, { cause });
  }
}

/** An advisory lock was not to be had in time; its cause is a `DatabaseAway` where the database was what kept it away. */
export class LockNotAvailable extends TillbridgeError {
  readonly code = 'lock_timeout';
  readonly errorClass = 'transient';

  constructor(message: string, { cause }: ErrorOptions = {}) {
    super(message, { cause: isAway(cause) ? new DatabaseAway(cause) : cause });
  }
}

function isAway(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true;
  return error instanceof DatabaseUnreachable ? error.errorClass === 'transient' : isConnectionLoss(error);
}

/** Why a statement about a lock has no answer: the session that it was made in is over. */
export class LockSessionEnded extends DatabaseAway {
  constructor(why: string, options: ErrorOptions = {}) {
    super(options.cause, why);
  }
}

/** The session that held an advisory lock ended before the work under it did. */
export class LockLost extends TillbridgeError {
  readonly code = 'lock_lost';
  readonly errorClass = 'transient';
}

/** PostgreSQL's SQLSTATE or Node's system code of an error of unknown shape, else an empty string. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** read_only_sql_transaction: on a standby, or where `default_transaction_read_only` is on. */
export const READ_ONLY = '25006';

/** Whether a file system call failed because there is nothing of that name. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

/** The text of an error of unknown shape; pg's `AggregateError` (several addresses refused) has none of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/**
 * Whether an error means that the connection or the server is gone, rather than that the statement was refused: SQLSTATE class 08,
 * 57P0x (terminated, shutting down, starting up), 25P03 (ended in the middle of a transaction), a socket error, or pg's own errors, which
 * have no code. A server that takes no writes any more is gone as well: another one does.
 */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (/^(08|57P0|25P03)/.test(code) || code === READ_ONLY || /^E(CONN|PIPE|TIMEDOUT|HOST|NET)/.test(code)) return true;
  return (
    error instanceof Error &&
    /connection (terminated|error)|not queryable|timeout (expired|exceeded)|read timeout/i.test(error.message)
  );
}
