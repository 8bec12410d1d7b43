import { Readable } from 'node:stream';
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

const PICKED = ['0198d7a6-3f5e-7000-8000-000000000001', '0198d7a6-3f5e-7000-8000-000000000002'];

it('replays start --ids sends the picked events alone, and tells which are not replayed', async () => {
  const body = { id: 'r-1', total: 1, left_out: [{ id: PICKED[1], status: 'done' }] };
  const { asked, env } = await startAdmin({ status: 202, body });
  const { code, out } = await command(`replays start --name n --reason r --ids ${PICKED.join()}`, { env });
  expect([code, asked[0]?.body]).toEqual([0, { name: 'n', reason: 'r', ids: PICKED }]);
  expect(out).toContain(`${PICKED[1]} is done`);
});

it('replays start takes the ids of a file or of standard input, one a line', async () => {
  const { asked, env } = await startAdmin({ status: 202, body: { id: 'r-1', total: 2, left_out: [] } });
  const openInput = () => Readable.from([Buffer.from(`${PICKED.join('\r\n')}\n\n`)]);
  await command('replays start --name n --reason r --ids-file -', { env, openInput });
  expect(asked[0]?.body).toMatchObject({ ids: PICKED });
});

it('replays start refuses what is no id, no event at all, too many, and ids beside a filter', async () => {
  const { asked, env } = await startAdmin();
  const many = Readable.from([Array.from({ length: 10_001 }, () => PICKED[0]).join('\n')]);
  const endless = Readable.from([Buffer.alloc(2 * 1024 * 1024, 0x20)]);
  for (const [line, openInput, says] of [
    ['--ids nonsense', undefined, '"nonsense" is no id of an event'],
    ['--ids ,', undefined, 'names no event'],
    ['--ids-file -', () => many, 'At most 10000'],
    ['--ids-file -', () => endless, 'longer than a list'],
    ['--ids-file /nowhere/ids', undefined, '/nowhere/ids cannot be read'],
    [`--ids ${PICKED[0]} --status dead`, undefined, 'not by both'],
  ] as const) {
    const setting = openInput === undefined ? { env } : { env, openInput };
    const { code, complaints } = await command(`replays start --name n --reason r ${line}`, setting);
    expect({ line, failed: code > 0, complaints }).toMatchObject({ failed: true });
    expect(complaints).toContain(says);
  }
  expect(asked).toEqual([]);
});

it('replays list shows how far each one is and how long it takes yet', async () => {
  const replay = {
    id: 'r-1',
    name: 'outage',
    actor: 'ann',
    status: 'running',
    total: 100,
    pending: 60,
    done: 38,
    failed: 2,
    eta_s: 600,
    created_at: '2026-02-03T01:02:03.456Z',
  };
  const { asked, env } = await startAdmin(
    { body: { replays: [replay], next_cursor: 'c2' } },
    { body: { replays: [], next_cursor: null } },
  );
  const { out } = await command('replays list --status running --limit 1', { env });
  expect(asked[0]).toMatchObject({ path: '/admin/replays', query: { status: 'running', limit: '1' } });
  expect(out).toMatch(/r-1 +outage +running +38 +2 +60 +100 +10 min +ann/);
  expect(out).toContain('--cursor c2');
  expect((await command('replays list', { env })).out).toBe('No bulk replays.');
});
