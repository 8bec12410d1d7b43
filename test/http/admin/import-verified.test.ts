import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { TOKEN, useAdminBench } from '../../support/http/admin.ts';
import { importLinks, linkTo } from '../../support/http/import.ts';
import { waitFor } from '../../support/wait-for.ts';
import { staffOf } from '../../support/workflows/staff.ts';

const start = useAdminBench();

it('with verify the CRM is asked for each record once, and what it does not show is missing and not imported', async () => {
  const bench = await start();
  const staff = staffOf(bench.crm);
  const lead = await staff.create('Leads', { last_name: 'Old', email1: 'Old@Example.com' });
  const contact = await staff.create('Contacts', { last_name: 'Old', email1: 'old@example.com' });
  const deleted = await staff.create('Contacts', { last_name: 'Gone' });
  bench.crm.remove('Contacts', deleted);
  await staff.leave();
  const before = bench.calls().length;
  const links = [
    linkTo('lead', 'U1', lead),
    linkTo('contact', 'U1', contact),
    linkTo('contact', 'old@example.com', contact),
    linkTo('contact', 'U2', deleted),
    linkTo('order', 'O1', contact),
    linkTo('product', 'SKU1'),
  ];
  const answer = await importLinks(bench, links, { verify: true });
  expect(answer).toEqual({
    imported: 3,
    unchanged: 0,
    conflicts: [],
    missing: [3, 4, 5].map((index) => ({ index, ...links[index] })),
  });
  // What is missing is looked for three times more before it is believed.
  expect(bench.calls().slice(before).sort()).toEqual([
    ...Array(4).fill('GET AOS_Invoices'),
    ...Array(4).fill('GET AOS_Products'),
    ...Array(5).fill('GET Contacts'),
    'GET Leads',
  ]);
  const stored = await bench.database.database.prisma.link.findMany({ orderBy: { kind: 'asc' } });
  expect(stored.map(({ kind, email }) => [kind, email])).toEqual([
    ['contact', null],
    ['contact', null],
    ['lead', 'old@example.com'],
  ]);
  for (const { seenAt } of stored) expect(Date.now() - seenAt.getTime()).toBeLessThan(60_000);
});

it('a record that the CRM does not show for a moment is not missing', async () => {
  const bench = await start();
  const staff = staffOf(bench.crm);
  const contact = await staff.create('Contacts', { last_name: 'Old' });
  await staff.leave();
  bench.crm.faults.add({
    match: { method: 'GET', module: 'Contacts', times: 2 },
    action: { kind: 'lost-database', missing: 'record', commit: false },
  });
  expect(await importLinks(bench, [linkTo('contact', 'U1', contact)], { verify: true })).toMatchObject({
    imported: 1,
    missing: [],
  });
});

it('a CRM that is away, or refuses, is told as such, and nothing is imported', async () => {
  const bench = await start();
  const body = { reason: 'moved in', verify: true, links: [linkTo('lead', 'U1'), linkTo('contact', 'U1')] };
  bench.crm.faults.add({ match: { method: 'GET', module: 'Leads' }, action: { kind: 'access-denied' } });
  expect(await bench.ask('POST', '/admin/links/import', { body })).toMatchObject({
    status: 502,
    body: { code: 'records_not_seen', detail: expect.stringContaining('nothing was imported') },
  });
  await bench.crm.goAway();
  const away = await bench.ask('POST', '/admin/links/import', { body });
  expect(away).toMatchObject({ status: 503, body: { code: 'records_not_seen' } });
  expect(away.headers.get('retry-after')).not.toBeNull();
  expect(await bench.database.database.prisma.link.count()).toBe(0);
  expect(await bench.database.database.prisma.auditEntry.count()).toBe(0);
  expect(await importLinks(bench, body.links)).toMatchObject({ imported: 2 });
  await bench.crm.comeBack();
});

it('no more records are asked for at once than the CRM has slots, and none once nobody waits for the answer', async () => {
  const bench = await start({ suitecrm: { concurrency: 2, timeoutMs: 5_000 } });
  bench.crm.faults.add({
    match: { method: 'GET', module: 'Contacts', times: 2 },
    action: { kind: 'hang', commit: false },
  });
  const asking = new AbortController();
  const links = Array.from({ length: 50 }, (_, index) => linkTo('contact', `U${index}`, randomUUID()));
  const asked = fetch(`${bench.service.url}/admin/links/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'moved in', verify: true, links }),
    signal: asking.signal,
  });
  await waitFor('two looks at the CRM', async () => (bench.calls().length === 2 ? true : null));
  asking.abort();
  await expect(asked).rejects.toThrow();
  await bench.service.stop();
  expect(bench.calls()).toHaveLength(2);
  expect(bench.crm.journal.calls().length).toBeGreaterThan(0);
});
