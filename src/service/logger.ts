import { type DestinationStream, type Logger, pino } from 'pino';
import { loggedError } from './logged-error.ts';

/**
 * The log of a process: one JSON line each. Bodies, signatures, tokens and what a CRM was sent are personal or secret and never
 * written, wherever they hang on a logged object.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, redact: { paths: [...SECRET_PATHS], remove: true }, serializers: { err: loggedError } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

const SECRET_PATHS = [
  'req.headers',
  'req.body',
  'res.headers',
  ...['body', 'payload', 'attributes', 'authorization', 'password', 'token', 'secret'].flatMap((name) => [
    name,
    `*.${name}`,
  ]),
];
