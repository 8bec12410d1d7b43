import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { answerUnreadable } from '../../src/http/unreadable-requests.ts';
import { computingRatio } from '../support/computing-time.ts';

const FEW = 2_000;
const MANY = 4 * FEW;
/** Four times as many take four times as long where each costs the same, and sixteen times where each costs as much as are there. */
const LIMIT = 8;

/** So many requests that come over one connection before the first of them is answered; then all are, one after the other. */
function pipelined(count: number): () => void {
  const server = createServer();
  answerUnreadable({
    log: pino({ level: 'silent' }),
    now: () => new Date(0),
    newRequestId: () => 'none',
  }).watch(server);
  const socket = new Socket();
  const responses = Array.from({ length: count }, () => new ServerResponse(new IncomingMessage(socket)));
  return () => {
    for (const response of responses) server.emit('request', response.req, response);
    for (const response of responses) response.emit('close');
  };
}

test('to follow the requests of a connection costs no more for each of many that one sender pipelines', () => {
  expect(computingRatio(pipelined(FEW), pipelined(MANY), LIMIT)).toBeLessThan(LIMIT);
});
