import { expect, it } from 'vitest';
import { TOKEN, useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();
const ID = '0198d7a6-3f5e-7000-8000-000000000000';
const ROUTES = [
  ['GET', '/admin/events'],
  ['GET', `/admin/events/${ID}`],
  ['POST', `/admin/events/${ID}/plan`],
  ['POST', `/admin/events/${ID}/replay`],
  ['POST', `/admin/events/${ID}/discard`],
  ['POST', '/admin/replays'],
  ['GET', `/admin/replays/${ID}`],
  ['DELETE', `/admin/replays/${ID}`],
  ['GET', '/admin/links'],
  ['POST', '/admin/links/import'],
  ['GET', '/admin/audit'],
] as const;

it('no admin route answers without a token or with a wrong one', async () => {
  const bench = await start();
  for (const token of [null, `${TOKEN}x`]) {
    for (const [method, path] of ROUTES) {
      const { status, headers } = await bench.ask(method, path, { token });
      expect([method, path, status]).toEqual([method, path, 401]);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  }
});

it('the name of the token that was used is who acted', async () => {
  const adminTokens = [
    { name: 'alice', token: TOKEN },
    { name: 'bob', token: 'the-token-of-bob' },
  ];
  const bench = await start({ adminTokens });
  const id = await bench.send('registrations', {
    type: 'customer.registered',
    timestamp: '2020-10-06T03:00:00Z',
    data: { business_unit: 'experience', customer: { user_id: 'U1', last_name: 'Robot', email: 'r@example.com' } },
  });
  await bench.settled(id);
  await bench.database.database.prisma.event.update({ where: { id }, data: { status: 'dead' } });
  await bench.ask('POST', `/admin/events/${id}/discard`, { body: { reason: 'a test' }, token: 'the-token-of-bob' });
  expect((await bench.ask('GET', '/admin/audit')).body).toMatchObject({ entries: [{ actor: 'bob', subject: id }] });
  expect((await bench.ask('GET', '/admin/audit?actor=alice')).body).toMatchObject({ entries: [] });
});

it('without a configured token nobody has access, and the answer says why', async () => {
  const bench = await start({ adminTokens: [] });
  for (const token of [null, '', TOKEN]) {
    expect(await bench.ask('GET', '/admin/events', { token })).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('ADMIN_TOKENS') },
    });
  }
});

it('a client that guesses has to wait, and the holder of a token at the same address does not', async () => {
  const bench = await start();
  const guess = async () => await bench.ask('GET', '/admin/events', { token: 'a-guess' });
  const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await guess()).status));
  expect(statuses.toSorted().filter((status, index) => status !== (index < 20 ? 401 : 429))).toEqual([]);
  const limited = await guess();
  expect(limited).toMatchObject({ status: 429, body: { title: 'Too Many Requests' } });
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await bench.ask('GET', '/admin/events')).status).toBe(200);
});

it('a client that guesses is known by its connection, not by the address that its headers tell', async () => {
  const bench = await start();
  const statuses: number[] = [];
  for (let n = 1; n <= 21; n += 1) {
    const address = `192.0.2.${n}`;
    const headers = { 'x-forwarded-for': address, forwarded: `for=${address}`, authorization: 'Bearer a-guess' };
    statuses.push((await fetch(`${bench.service.url}/admin/events`, { headers })).status);
  }
  expect([statuses[19], statuses[20]]).toEqual([401, 429]);
});

it('clients that forget their token are told so however often they come', async () => {
  const bench = await start();
  for (let times = 0; times < 25; times += 1) await bench.ask('GET', '/admin/events', { token: null });
  expect((await bench.ask('GET', '/admin/events', { token: null })).status).toBe(401);
});
