import { expect, test } from 'vitest';
import { command, startAdmin } from '../support/cli.ts';

const CRM = {
  crm: 'suitecrm',
  status: 'paused',
  breaker: 'up',
  paused: { by: 'ann', reason: 'upgrade\u001b[2J', since: '2026-02-03T01:02:03.456Z' },
  backlog: { pending: 3, waiting: 1, retrying: 2, dead: 4, oldest_age_s: 18_600 },
};
const HEALTH = {
  status: 'ok',
  database: 'up',
  crms: { suitecrm: { status: 'up' } },
  backlog: { pending: 1, waiting: 2, retrying: 0, dead: 0, oldest_pending_age_s: 75.2 },
};

test('crms list shows breaker, pause and backlog of each CRM', async () => {
  const { env } = await startAdmin({ body: { crms: [CRM] } });
  const { code, out } = await command('crms list', { env });
  expect(code).toBe(0);
  for (const part of ['suitecrm', 'paused', '5 h 10 min', 'ann', '2026-02-03 09:02:03', 'upgrade']) {
    expect(out).toContain(part);
  }
  expect(out).not.toContain('\u001b');
});

test('crms pause and resume say why, and show what became of it', async () => {
  const { asked, env } = await startAdmin({ body: CRM }, { body: { ...CRM, status: 'up', paused: null } });
  const paused = await command(['crms', 'pause', 'suitecrm', '--reason', 'upgrade', '--idempotency-key', 'k'], { env });
  expect(paused).toMatchObject({ code: 0, out: expect.stringContaining('suitecrm is paused by ann') });
  const resumed = await command(['crms', 'resume', 'suitecrm', '--reason', 'done'], { env });
  expect(resumed).toMatchObject({ code: 0, out: 'suitecrm is not paused; it is up.' });
  expect(asked).toMatchObject([
    { method: 'POST', path: '/admin/crms/suitecrm/pause', key: 'k', body: { reason: 'upgrade' } },
    { method: 'POST', path: '/admin/crms/suitecrm/resume', body: { reason: 'done' } },
  ]);
});

test('crms pause needs a reason, and tells of a CRM that is unknown', async () => {
  expect((await command('crms pause suitecrm')).code).toBe(2);
  const problem = { title: 'Not Found', status: 404, detail: 'No CRM "x" is in use here, only suitecrm.' };
  const { env } = await startAdmin({ status: 404, body: problem });
  const answer = await command('crms pause x --reason y', { env });
  expect(answer).toMatchObject({ code: 1, complaints: expect.stringContaining('only suitecrm') });
});

test('health needs no token, reads well, and ends with 0 where all is well', async () => {
  const { asked, env } = await startAdmin({ body: HEALTH });
  const { code, out } = await command('health', { env: { PORT: env.PORT } });
  expect({ code, out: out.split('\n') }).toEqual({
    code: 0,
    out: [
      'service       ok',
      'database      up',
      'suitecrm      up',
      'backlog       1 pending (the oldest for 1 min), 2 waiting, 0 retrying, 0 dead',
    ],
  });
  expect(asked).toMatchObject([{ method: 'GET', path: '/health', authorization: undefined }]);
});

test('health ends with 1 where the service is degraded, and where there is none', async () => {
  const { paused } = CRM;
  const degraded = { ...HEALTH, status: 'degraded', crms: { suitecrm: { status: 'paused', paused } }, backlog: null };
  const shops = { main: { status: 'up', last_delivery_at: null, last_catch_up_at: null, found: 0 } };
  const { env } = await startAdmin({ body: { ...degraded, shops } });
  const { code, out } = await command('health', { env });
  expect(code).toBe(1);
  expect(out).toContain('paused  by ann since 2026-02-03 09:02:03: upgrade');
  expect(out).toContain('shop main     up  last delivery never');
  expect(out).toContain('backlog       unknown');
  expect(await command('health --url http://127.0.0.1:9', { env })).toMatchObject({ code: 1 });
  const other = await startAdmin({ body: { fine: true } });
  expect(await command('health', { env: other.env })).toMatchObject({ code: 1 });
});
