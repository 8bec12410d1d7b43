import { expect, test } from 'vitest';
import { command, startAdmin } from '../support/cli.ts';

const TAKEN = { oldest_at: '2025-02-03T01:02:03.456Z', newest_at: '2025-11-05T01:02:03.456Z' };
const ANSWER = {
  days: 90,
  configured_days: null,
  older_than: '2025-11-05T12:00:00.000Z',
  events: 3120,
  bytes: 41_250_118,
  ...TAKEN,
  types: [
    { type: 'order.paid', events: 3000, bytes: 41_250_000, ...TAKEN },
    { type: 'customer.registered', events: 120, bytes: 118, ...TAKEN },
  ],
  last_sweep: null,
};

test('retention tells how much it would remove, by type, and what is set', async () => {
  const { asked, env } = await startAdmin({ body: ANSWER });
  const { code, out } = await command('retention --days 90', { env });
  expect(code).toBe(0);
  for (const part of ['3120 events, 41.3 MB', 'order.paid', '118 B', '2025-02-03', 'RETENTION_DAYS is not set'])
    expect(out).toContain(part);
  expect(asked).toMatchObject([{ method: 'GET', path: '/admin/retention', query: { days: '90' } }]);
});

test('retention tells of the last sweep, and that there is nothing to remove', async () => {
  const sweep = { days: 90, started_at: '', finished_at: '2026-02-03T11:00:00.000Z', events: 7, bytes: 900 };
  const nothing = { ...ANSWER, configured_days: 90, events: 0, bytes: 0, oldest_at: null, newest_at: null, types: [] };
  const { env } = await startAdmin(
    { body: { ...nothing, last_sweep: sweep } },
    { body: { ...nothing, last_sweep: { ...sweep, finished_at: null } } },
  );
  const { out } = await command('retention', { env });
  expect(out).toContain('0 events, 0 B');
  expect(out).toContain('RETENTION_DAYS is 90. The last sweep ended 2026-02-03 19:00:00: 7 events, 900 B.');
  expect((await command('retention', { env })).out).toContain('A sweep is under way: 7 events');
});

test('retention takes a number of days and nothing else', async () => {
  for (const days of ['ninety', '-1', '1e3']) expect((await command(`retention --days=${days}`)).code).toBe(2);
});

test('shops erase tells what would be erased, and what stands in the way', async () => {
  const named = [{ id: '0199d1d0-11aa-7e02-8b1d-9d7f3c5a2b44', type: 'order.paid', status: 'pending' }];
  const { asked, env } = await startAdmin({ body: { events: 12, in_work: 1, dead: 0, named } });
  const { code, out } = await command(['shops', 'erase', 'main', '--reason', 'it left', '--dry-run'], { env });
  expect(code).toBe(0);
  expect(out).toContain('12 events of shop main would be redacted.');
  expect(out).toContain('1 are still to be run');
  expect(asked).toMatchObject([
    { method: 'DELETE', path: '/admin/shops/main', body: { reason: 'it left', dry_run: true } },
  ]);
});
