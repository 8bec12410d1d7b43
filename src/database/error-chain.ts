import { DatabaseError } from 'pg';
import { TillbridgeError } from '../domain/errors.ts';
import { DatabaseAway, isConnectionLoss } from './errors.ts';
import { isUntrusted } from './tls.ts';

/**
 * An error and what it was caused by, from the outside in. Prisma puts the driver's error, which holds the SQLSTATE as
 * `originalCode`, into `meta` of its own; an error of pg itself holds it as `code`.
 */
export function* errorChain(error: unknown): Generator<object> {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = next(cause)) yield cause;
}

/** The SQLSTATEs in an error's chain. */
export function sqlStates(error: unknown): string[] {
  return [...errorChain(error)].flatMap((cause) => {
    if (cause instanceof DatabaseError) return cause.code === undefined ? [] : [cause.code];
    return 'originalCode' in cause && typeof cause.originalCode === 'string' ? [cause.originalCode] : [];
  });
}

// Server unreachable, timed out, connection closed; no connection of the pool was free, no transaction was to be had in time.
const PRISMA_CODES: ReadonlySet<unknown> = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

// What @prisma/adapter-pg makes of an error of the socket or of TLS: such an error has no SQLSTATE.
const ADAPTER_KINDS: ReadonlySet<unknown> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TlsConnectionError',
  'TooManyConnections',
]);

// connection_exception, insufficient_resources (connections, memory, disk), a server that ends, starts or was restarted, a session that was
// ended in the middle of a transaction, and a server that takes no writes
const AWAY_STATES = /^(08|53|57P0|25P03|25006)/;

/**
 * An error that a statement threw, as the rest of the code is to see it: a `DatabaseAway` where the database was not to be reached or
 * broke off, else itself. Only for what comes straight from Prisma or pg: a socket error elsewhere is somebody else's.
 */
export function ofDatabase(error: unknown): unknown {
  return isAway(error) ? new DatabaseAway(error) : error;
}

function isAway(error: unknown): boolean {
  if (error instanceof TillbridgeError) return false;
  if (sqlStates(error).some((state) => AWAY_STATES.test(state))) return true;
  return [...errorChain(error)].some(
    (cause) =>
      cause instanceof DatabaseAway ||
      ('code' in cause && PRISMA_CODES.has(cause.code)) ||
      ('kind' in cause && ADAPTER_KINDS.has(cause.kind)) ||
      isConnectionLoss(cause) ||
      isUntrusted(cause),
  );
}

function next(error: object): unknown {
  if ('meta' in error && typeof error.meta === 'object' && error.meta !== null && 'driverAdapterError' in error.meta)
    return error.meta.driverAdapterError;
  return 'cause' in error ? error.cause : null;
}
