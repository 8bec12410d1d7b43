import { expect, test } from 'vitest';
import { DatabaseAway } from '../../src/database/errors.ts';
import { createLogger } from '../../src/service/logger.ts';
import { StepFailed } from '../../src/workflows/runner/steps.ts';

/** The line that the service's log has of an error. */
function lineOf(error: unknown): string {
  const lines: string[] = [];
  createLogger('info', { write: (line) => void lines.push(line) }).error({ err: error }, 'it failed');
  return lines.join('');
}

const timesIn = (line: string, sentence: string) => line.split(sentence).length - 1;

test('a sentence that an error has from its cause is said once, and both stacks are told', () => {
  const line = lineOf(new StepFailed('lead', new DatabaseAway(new Error('connect ECONNREFUSED 127.0.0.1:5432'))));
  expect(timesIn(line, 'The database is away')).toBe(1);
  expect(timesIn(line, 'ECONNREFUSED')).toBe(1);
  expect(JSON.parse(line).err).toMatchObject({
    type: 'StepFailed',
    code: 'database_away',
    message: 'The database is away; ask again.',
    stack: expect.stringMatching(/^at .*\nat /),
    cause: {
      type: 'DatabaseAway',
      stack: expect.stringContaining('logged-error.test'),
      cause: { type: 'Error', message: 'connect ECONNREFUSED 127.0.0.1:5432' },
    },
  });
});

test('each error of those that came together has its own sentence', () => {
  const refused = ['127.0.0.1', '::1'].map((host) => Object.assign(new Error(`no ${host}`), { code: 'ECONNREFUSED' }));
  expect(JSON.parse(lineOf(new AggregateError(refused))).err).toMatchObject({
    type: 'AggregateError',
    errors: [
      { message: 'no 127.0.0.1', code: 'ECONNREFUSED' },
      { message: 'no ::1', code: 'ECONNREFUSED' },
    ],
  });
});

test('what hangs on an error, and addresses and secrets in what others say, are not told', () => {
  const error = Object.assign(new Error('Key (key)=(email:suitecrm:tom@example.com) exists; password: hunter2'), {
    code: '23505',
    detail: 'Failing row contains (Tom Baker)',
    rawPacket: Buffer.from('Tom Baker'),
    config: { headers: { cookie: 'Tom Baker' } },
  });
  const line = lineOf(error);
  expect(line).not.toMatch(/tom@|Tom Baker|hunter2|rawPacket/);
  expect(JSON.parse(line).err).toMatchObject({ code: '23505', message: expect.stringContaining('Key (key)') });
});

test('causes without end, and what is no error, are told shortly', () => {
  const endless = new Error('again');
  endless.cause = endless;
  expect(lineOf(endless).length).toBeLessThan(10_000);
  expect(timesIn(lineOf(endless), 'again')).toBe(1);
  expect(lineOf(new Error('x'.repeat(100_000))).length).toBeLessThan(10_000);
  expect(JSON.parse(lineOf('a text')).err).toEqual({ type: 'string', message: 'a text' });
  expect(JSON.parse(lineOf({ body: 'Tom Baker' })).err).toEqual({ type: 'object', message: '' });
});
