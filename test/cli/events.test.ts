import { expect, it } from 'vitest';
import { command, event, startAdmin } from '../support/cli.ts';

const OTHER = '01926f00-0000-7000-8000-000000000002';

it('events list asks with the filter and shows whole ids, local times and what is wrong', async () => {
  const { asked, env } = await startAdmin({ body: { events: [event()], next_cursor: 'c2' } });
  const line =
    'events list --status dead,retrying --business-unit experience --user-id U1001 --order-id OTR1 --type order.paid';
  const more = '--type order.refunded --from 6h --to 2026-02-03T12:00:00Z --limit 20';
  const { code, out } = await command(`${line} ${more}`, { env });
  expect(code).toBe(0);
  expect(asked).toEqual([
    {
      method: 'GET',
      path: '/admin/events',
      query: {
        status: 'dead,retrying',
        type: 'order.paid,order.refunded',
        business_unit: 'experience',
        user_id: 'U1001',
        order_id: 'OTR1',
        from: '2026-02-03T06:00:00.000Z',
        to: '2026-02-03T12:00:00.000Z',
        limit: '20',
      },
      authorization: 'Bearer the-secret-of-ann',
      body: null,
    },
  ]);
  expect(out.split('\n')[1]).toMatch(
    /^01926f00-0000-7000-8000-000000000001 +2026-02-03 09:02:03 +dead +order\.paid +experience +OTR1 \/ U1001 +1 +permanent: currency by name$/,
  );
  expect(out).toContain('--cursor c2');
});

it('events list --all goes on to the last page', async () => {
  const { asked, env } = await startAdmin(
    { body: { events: [event()], next_cursor: 'c2' } },
    { body: { events: [event({ id: OTHER })], next_cursor: null } },
  );
  const { out } = await command('events list --all --json --type order.paid', { env });
  expect(JSON.parse(out)).toEqual({ events: [event(), event({ id: OTHER })], next_cursor: null });
  expect(asked.map(({ query }) => query)).toEqual([{ type: 'order.paid' }, { type: 'order.paid', cursor: 'c2' }]);
});

it('--json prints the body of the answer as it came, with members that this version does not know', async () => {
  const body = `{"events": [], "next_cursor":null, "new_in_the_next_release": 1.50}`;
  const { env } = await startAdmin({ body });
  expect(await command('events list --json', { env })).toEqual({ code: 0, out: body, complaints: '' });
});

it('events show tells the steps in order of their start, and the payload', async () => {
  const steps = [
    step('invoice', { status: 'failed', attempts: 2, started_at: '2026-02-03T01:02:05Z', finished_at: null }),
    step('contact', { started_at: '2026-02-03T01:02:03Z', finished_at: '2026-02-03T01:02:03.250Z' }),
  ];
  const shown = { ...event({ warnings: ['email1 was not kept'] }), payload: { type: 'order.paid' }, steps };
  const { asked, env } = await startAdmin({ body: shown }, { body: shown });
  const { out } = await command(`events show ${event().id}`, { env });
  expect(asked[0]?.path).toBe(`/admin/events/${event().id}`);
  expect(out).toMatch(/error +permanent at "currency by name": The CRM has no active currency XYZ/);
  expect(out).toMatch(/warning +email1 was not kept/);
  expect(out).toMatch(/09:02:03 +250 ms +done +contact[\s\S]*09:02:05 +failed +invoice.* 2 tries/);
  expect(out).toContain('"type": "order.paid"');
  expect(out).not.toContain('sent');
  expect((await command(`events show ${event().id} --details`, { env })).out).toContain('"last_name": "Robot4"');
});

it.each(['replay', 'discard'])('events %s sends the reason and the key', async (verb) => {
  const { asked, env } = await startAdmin({ status: 202, body: { id: 'e 1', status: 'pending' } });
  const { code, out } = await command(
    ['events', verb, 'e 1', '--reason', 'currency added', '--idempotency-key', 'k-1'],
    { env },
  );
  expect([code, asked[0]]).toMatchObject([
    0,
    { method: 'POST', path: `/admin/events/e%201/${verb}`, body: { reason: 'currency added' }, key: 'k-1' },
  ]);
  expect(out).toContain('e 1');
});

it('events plan shows the calls that a replay would make', async () => {
  const calls = [
    {
      step: 'contact look-up',
      verb: 'GET',
      module: 'Contacts',
      crm_id: null,
      request: { email1: 'a@b.c' },
      assumed: 'nothing is found',
    },
    { step: 'invoice', verb: 'POST', module: 'AOS_Invoices', crm_id: 'i-1', request: { name: 'OTR1' }, assumed: null },
  ];
  const { asked, env } = await startAdmin({ body: { calls, done: ['currency by name'], note: 'It would wait' } });
  const { code, out } = await command('events plan e1', { env });
  expect([code, asked[0]]).toMatchObject([0, { method: 'POST', path: '/admin/events/e1/plan' }]);
  expect(out).toMatch(/1 +GET +Contacts +contact look-up +\{"email1":"a@b\.c"\} +nothing is found/);
  expect(out).toMatch(/2 +POST +AOS_Invoices +invoice +i-1/);
  expect(out).toContain('currency by name');
  expect(out).toContain('It would wait');
});

it('a refusal ends with 1 and prints the detail and every fault, and nothing on standard output', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'The event runs.',
    errors: [{ path: '/reason', message: 'Must not be empty.' }],
  };
  const { env } = await startAdmin({ status: 409, body: problem });
  expect(await command(['events', 'replay', 'e1', '--reason', 'x'], { env })).toEqual({
    code: 1,
    out: '',
    complaints: '409 Conflict: The event runs.\n/reason Must not be empty.',
  });
});

it('an answer of another shape, another server and no server at all end with 1 and say so', async () => {
  const { env } = await startAdmin({ body: { events: [{ id: 1 }] } }, { status: 404, body: '<html>' });
  expect(await command('events list', { env })).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('does not answer'),
  });
  expect(await command('events list', { env })).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('is this its address'),
  });
  const away = await command('events list --url http://127.0.0.1:9 --token t', { env });
  expect(away).toMatchObject({ code: 1, complaints: expect.stringContaining('cannot be reached') });
});

it('a text from outside cannot steer the terminal, and colours are only for those that show them', async () => {
  const hostile = event({ error: { class: 'permanent', step: '\u001b[2Jboom\n', message: 'x' } });
  const { env } = await startAdmin(
    { body: { events: [hostile], next_cursor: null } },
    { body: { events: [event()], next_cursor: null } },
  );
  const { out } = await command('events list', { env });
  expect(out).not.toContain('\u001b');
  expect(out.split('\n')).toHaveLength(2);
  expect((await command('events list', { env, colours: true })).out).toContain('\u001b[31mdead');
});

function step(key: string, values: Readonly<Record<string, unknown>>) {
  return {
    key,
    status: 'done',
    module: 'Contacts',
    crm_id: 'c-1',
    attempts: 1,
    request: { last_name: 'Robot4' },
    response: null,
    ...values,
  };
}
