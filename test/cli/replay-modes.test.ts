import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { command, startAdmin } from '../support/cli.ts';

const ANSWER = { status: 202, body: { id: 'e1', status: 'pending' } };

it('events replay and replays start hand the mode on, and refuse one that nobody knows', async () => {
  const { asked, env } = await startAdmin(ANSWER, { status: 202, body: { id: 'r1', total: 2 } });
  await command(['events', 'replay', 'e1', '--mode', 'again', '--reason', 'gone'], { env });
  await command(['replays', 'start', '--name', 'n', '--mode', 'repair', '--reason', 'there now'], { env });
  expect(asked.map(({ body }) => body)).toMatchObject([{ mode: 'again' }, { mode: 'repair' }]);
  const { code, complaints } = await command(['events', 'replay', 'e1', '--mode', 'twice', '--reason', 'r'], { env });
  expect([code, complaints]).toEqual([2, expect.stringContaining('--mode must be one of resume, repair, again')]);
});

it('events amend sends the payload of a file with each number as it is written', async () => {
  const { asked, env } = await startAdmin(ANSWER);
  const openInput = () => Readable.from(['{"type":"order.paid","data":{"total":12345678901234567890.10}}']);
  const line = ['events', 'amend', 'e1', '--file', '-', '--reason', 'wrong currency', '--idempotency-key', 'k-1'];
  const { code, out } = await command(line, { env, openInput });
  expect([code, out]).toEqual([0, 'Event e1 has another payload and is in line again.']);
  expect(asked[0]).toMatchObject({
    path: '/admin/events/e1/amend',
    key: 'k-1',
    body: { reason: 'wrong currency', payload: { type: 'order.paid' } },
  });
});

it.each([
  ['is no JSON', '{"type":', /is not the body of a webhook/],
  ['is too large', ' '.repeat(1024 * 1024 + 1), /holds more than 1048576 bytes/],
])('events amend asks nothing where the file %s', async (_, text, why) => {
  const { asked, env } = await startAdmin(ANSWER);
  const line = ['events', 'amend', 'e1', '--file', '-', '--reason', 'r'];
  const { code, complaints } = await command(line, { env, openInput: () => Readable.from([text]) });
  expect([code, complaints, asked]).toEqual([1, expect.stringMatching(why), []]);
});
