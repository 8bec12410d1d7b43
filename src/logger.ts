import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * The log of a process: one JSON line each. Bodies, signatures, tokens and what a CRM was sent are personal or secret and never
 * written, wherever they hang on a logged object.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, redact: { paths: [...SECRET_PATHS], remove: true } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

const SECRET_PATHS = [
  'req.headers',
  'req.body',
  'res.headers',
  'err.cause.request',
  // Of a request that Node could not parse.
  'err.rawPacket',
  ...['body', 'payload', 'attributes', 'authorization', 'password', 'token', 'secret'].flatMap((name) => [
    name,
    `*.${name}`,
  ]),
];
