import { isConnectionLoss } from './errors.ts';

/**
 * An error and what it was caused by, from the outside in. Prisma puts the driver's error, which holds the SQLSTATE as
 * `originalCode`, into `meta` of its own.
 */
export function* errorChain(error: unknown): Generator<object> {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = next(cause)) yield cause;
}

/** The SQLSTATEs in an error's chain. */
export function sqlStates(error: unknown): string[] {
  return [...errorChain(error)].flatMap((cause) =>
    'originalCode' in cause && typeof cause.originalCode === 'string' ? [cause.originalCode] : [],
  );
}

// Server unreachable, timed out, connection closed; no connection of the pool was free.
const PRISMA_CODES: ReadonlySet<unknown> = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);

/** Whether work failed only because the database was not to be reached: nothing is known against the work itself. */
export function isDatabaseAway(error: unknown): boolean {
  if (sqlStates(error).some((state) => /^(08|57P0)/.test(state))) return true;
  return [...errorChain(error)].some(
    (cause) => ('code' in cause && PRISMA_CODES.has(cause.code)) || isConnectionLoss(cause),
  );
}

function next(error: object): unknown {
  if ('meta' in error && typeof error.meta === 'object' && error.meta !== null && 'driverAdapterError' in error.meta)
    return error.meta.driverAdapterError;
  return 'cause' in error ? error.cause : null;
}
