import { expect, it } from 'vitest';
import { command, event, startAdmin } from '../support/cli.ts';

const OTHER = '01926f00-0000-7000-8000-000000000002';

it('events list takes every filter, and the order', async () => {
  const { asked, env } = await startAdmin({ body: { events: [], next_cursor: null } });
  const line = [
    'events',
    'list',
    '--refund-id',
    'R1',
    '--webhook-id',
    'm1',
    '--crm-id',
    'c1',
    '--email',
    'a@b.example',
  ];
  const failed = ['--error-class', 'auth', '--error-code', 'login_refused', '--error-step', 'invoice'];
  await command([...line, ...failed, '--warned', 'true', '--text', '50% \\_', '--order', 'oldest'], { env });
  expect(asked[0]?.query).toEqual({
    refund_id: 'R1',
    webhook_id: 'm1',
    crm_id: 'c1',
    email: 'a@b.example',
    error_class: 'auth',
    error_code: 'login_refused',
    error_step: 'invoice',
    warned: 'true',
    text: '50% \\_',
    order: 'oldest',
  });
});

it.each(['--warned maybe', '--error-class fatal', '--order random'])(
  'events list %s is refused and asks nothing',
  async (wrong) => {
    const { asked, env } = await startAdmin({ body: { events: [], next_cursor: null } });
    const { code, complaints } = await command(`events list ${wrong}`, { env });
    expect([code, asked]).toEqual([2, []]);
    expect(complaints).toContain('must be one of');
  },
);

it('events list --all goes on behind a page that brings nothing, and ends where the list stays where it is', async () => {
  const { asked, env } = await startAdmin(
    { body: { events: [], next_cursor: 'c2' } },
    { body: { events: [event()], next_cursor: 'c3' } },
    { body: { events: [event({ id: OTHER })], next_cursor: 'c3' } },
  );
  const { out } = await command('events list --all --json', { env });
  expect(JSON.parse(out)).toEqual({ events: [event(), event({ id: OTHER })], next_cursor: null });
  expect(asked.map(({ query }) => query)).toEqual([{}, { cursor: 'c2' }, { cursor: 'c3' }]);
});

it('events groups tells what failed, how often, and one event of each; names steer no terminal', async () => {
  const group = {
    error_class: 'permanent',
    error_code: 'access_denied',
    error_step: 'product \u001b[31mred',
    type: 'order.paid',
    count: 17,
    first_at: '2026-02-03T01:02:03Z',
    last_at: '2026-02-03T02:02:03Z',
    sample: OTHER,
  };
  const { asked, env } = await startAdmin({ body: { groups: [group] } }, { body: { groups: [] } });
  const { code, out } = await command('events groups --status dead', { env });
  expect(code).toBe(0);
  expect(asked[0]).toMatchObject({ method: 'GET', path: '/admin/events/groups', query: { status: 'dead' } });
  const steps = 'access_denied +product \ufffd\\[31mred +order\\.paid';
  expect(out).toMatch(new RegExp(`17 +permanent +${steps} +2026-02-03 09:02:03 +2026-02-03 10:02:03 +${OTHER}`));
  expect((await command('events groups', { env })).out).toContain('Nothing has failed.');
});

it('events show tells the tries, who replayed and why, and what holds the event up', async () => {
  const attempt = {
    kind: 'attempt',
    started_at: '2026-02-03T01:02:03Z',
    finished_at: '2026-02-03T01:02:03.250Z',
    outcome: 'held_back',
    waiting_for: null,
    error: { step: 'invoice', message: 'The CRM is away' },
    actor: null,
    reason: null,
  };
  const replay = { ...attempt, kind: 'replay', outcome: 'replayed', error: null, actor: 'ann', reason: 'it is back' };
  const old = { ...attempt, started_at: null, outcome: 'waiting', error: null, waiting_for: 'order O1' };
  const holder = { id: OTHER, type: 'order.paid', status: 'retrying' };
  const shown = { ...event(), payload: {}, steps: [], tries: [old, attempt, replay], holder };
  const { env } = await startAdmin({ body: shown });
  const { out } = await command(`events show ${event().id}`, { env });
  expect(out).toMatch(/waiting +waits for order O1/);
  expect(out).toMatch(/09:02:03 +250 ms +held back +at "invoice": The CRM is away/);
  expect(out).toMatch(/replayed +ann: it is back/);
  expect(out).toContain(`held by    ${OTHER} (order.paid, retrying)`);
});
