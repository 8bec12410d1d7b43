import { expect, it } from 'vitest';
import { command, startAdmin } from '../support/cli.ts';

it('replays start sends name, reason, filter and rate, and tells how to watch it', async () => {
  const { asked, env } = await startAdmin({ status: 202, body: { id: 'r-1', total: 12 } });
  const line = [
    'replays',
    'start',
    '--name',
    'outage',
    '--reason',
    'CRM was away',
    '--status',
    'dead',
    '--rate',
    '2.5',
  ];
  const { code, out } = await command(line, { env });
  expect([code, asked[0]]).toMatchObject([0, { method: 'POST', path: '/admin/replays' }]);
  expect(asked[0]?.body).toEqual({ name: 'outage', reason: 'CRM was away', filter: { status: 'dead' }, rate: 2.5 });
  expect(out).toContain('Replay r-1 of 12 events');
});

it('replays start --dry-run replays nothing and tells how many it would', async () => {
  const { asked, env } = await startAdmin({ body: { count: 3, sample: ['e-1'] } });
  const { out } = await command('replays start --name n --reason r --dry-run', { env });
  expect(asked[0]?.body).toEqual({ name: 'n', reason: 'r', filter: {}, dry_run: true });
  expect(out).toMatch(/^3 events would be replayed[\s\S]*e-1/);
});

it('replays show --watch goes on until it is over, and ends with 1 when events failed', async () => {
  const progress = (pending: number, done: number, failed: number) => ({
    body: { id: 'r-1', total: 3, pending, done, failed },
  });
  const { asked, env } = await startAdmin(progress(3, 0, 0), progress(3, 0, 0), progress(1, 1, 1), progress(0, 2, 1));
  const pauses: number[] = [];
  const { code, out } = await command('replays show r-1 --watch', {
    env,
    pause: async (ms) => {
      pauses.push(ms);
    },
  });
  expect(code).toBe(1);
  expect(asked).toHaveLength(4);
  expect(pauses).toHaveLength(3);
  expect(out.split('\n')).toEqual([
    '0 of 3 done, 0 failed, 3 to go',
    '1 of 3 done, 1 failed, 1 to go',
    '2 of 3 done, 1 failed, 0 to go',
  ]);
});

it('replays show --watch waits for the events that a finished replay has put back in line, and not for those of a cancelled one', async () => {
  const progress = (status: string, pending: number, failed: number) => ({
    body: { id: 'r-1', name: 'outage', status, total: 2, pending, done: 1, failed },
  });
  const { env } = await startAdmin(progress('finished', 1, 0), progress('finished', 0, 1), progress('cancelled', 1, 0));
  expect(await command('replays show r-1 --watch', { env })).toMatchObject({
    code: 1,
    out: expect.stringMatching(/1 to go\noutage, finished, 1 of 2 done, 1 failed, 0 to go$/),
  });
  expect(await command('replays show r-1 --watch', { env })).toMatchObject({ code: 0 });
});

it('replays show --json prints the progress once', async () => {
  const body = { id: 'r-1', total: 1, pending: 1, done: 0, failed: 0 };
  const { env } = await startAdmin({ body });
  const { code, out } = await command('replays show r-1 --json', { env });
  expect([code, JSON.parse(out)]).toEqual([0, body]);
});

it('replays cancel sends the reason', async () => {
  const { asked, env } = await startAdmin({ body: { id: 'r-1' } });
  expect((await command('replays cancel r-1 --reason enough', { env })).code).toBe(0);
  expect(asked[0]).toMatchObject({ method: 'DELETE', path: '/admin/replays/r-1', body: { reason: 'enough' } });
});
