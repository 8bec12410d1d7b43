import { withoutPersonal } from '../crm/redact.ts';
import { TillbridgeError } from '../domain/errors.ts';

/** An error as a log line tells it: each sentence once, and nothing that hangs on the error beside its code. */
export interface LoggedError {
  readonly type: string;
  readonly code?: string | number;
  /** Left out where the error around it says the same. */
  readonly message?: string;
  /** Where it was thrown; without the message, which a stack of V8 begins with. */
  readonly stack?: string;
  readonly cause?: LoggedError;
  readonly errors?: readonly LoggedError[];
}

/** Of causes of causes, and of errors that came together. */
const MOST = 5;
const FRAME = /^\s+at /;

/** Pino's serializer of errors. Its own repeats a cause's sentence in each wrapper's and takes over whatever hangs on an error. */
export function loggedError(error: unknown): LoggedError {
  return describe(error, new Set(), MOST);
}

function describe(error: unknown, said: Set<string>, depth: number): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutPersonal(textOf(error)) };
  // Ours hold nothing personal and nothing secret, and are written to be read whole.
  const message = error instanceof TillbridgeError ? error.message : withoutPersonal(error.message);
  const isNews = message !== '' && !said.has(message);
  said.add(message);
  const frames = (error.stack ?? '').split('\n').filter((line) => FRAME.test(line));
  const nested = depth > 1 && error.cause != null ? { cause: describe(error.cause, said, depth - 1) } : {};
  const together = depth > 1 && error instanceof AggregateError ? error.errors.slice(0, MOST) : [];
  return {
    type: error.constructor.name,
    ...('code' in error && isCode(error.code) ? { code: error.code } : {}),
    ...(isNews ? { message } : {}),
    ...(frames.length === 0 ? {} : { stack: frames.map((frame) => frame.trim()).join('\n') }),
    ...nested,
    ...(together.length === 0 ? {} : { errors: together.map((one) => describe(one, said, depth - 1)) }),
  };
}

function textOf(thrown: unknown): string {
  return typeof thrown === 'object' ? '' : String(thrown);
}

function isCode(code: unknown): code is string | number {
  return typeof code === 'string' || typeof code === 'number';
}
