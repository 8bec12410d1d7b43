import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { startIkcrmSimulator } from '../../../lab/simulator/ikcrm/index.ts';
import { useAdminBench } from '../../support/http/admin.ts';
import { importLinks, linkTo } from '../../support/http/import.ts';
import { newCustomer, newOrder, textOf } from '../../support/workflows/shop-events.ts';

const start = useAdminBench();
const NOTHING = { imported: 0, unchanged: 0, conflicts: [], missing: [] };

it('links of every kind are taken as found in the CRM, and the same import again finds all unchanged', async () => {
  const bench = await start();
  const links = [
    linkTo('lead', 'U1'),
    linkTo('lead', 'Guest@Example.com'),
    linkTo('contact', ' U1 '),
    linkTo('contact', 'Iam@Example.com'),
    linkTo('order', 'O1'),
    linkTo('product', 'SKU1'),
  ];
  expect(await importLinks(bench, links)).toEqual({ ...NOTHING, imported: 6 });
  expect(await importLinks(bench, links)).toEqual({ ...NOTHING, unchanged: 6 });
  const rows = await bench.database.database.prisma.link.findMany({ orderBy: [{ kind: 'asc' }, { localId: 'asc' }] });
  expect(rows.map(({ kind, module, businessUnit, localId }) => [kind, module, businessUnit, localId])).toEqual([
    ['address_lead', 'Leads', 'experience', 'guest@example.com'],
    ['contact', 'Contacts', 'experience', 'U1'],
    ['contact', 'Contacts', '', 'iam@example.com'],
    ['lead', 'Leads', 'experience', 'U1'],
    ['order', 'AOS_Invoices', 'experience', 'O1'],
    ['product', 'AOS_Products', '', 'SKU1'],
  ]);
  for (const row of rows) expect(row).toMatchObject({ crm: 'suitecrm', origin: 'found', eventId: null });
});

it('an import is one entry in the audit: who, why, and how many', async () => {
  const bench = await start();
  const links = [linkTo('order', 'O1'), linkTo('order', 'O1'), linkTo('product', 'SKU1')];
  await importLinks(bench, links);
  const { body } = await bench.ask('GET', '/admin/audit');
  expect(body).toMatchObject({
    entries: [
      {
        actor: 'alice',
        action: 'links.import',
        subject: 'links',
        reason: 'moved in',
        affected: 2,
        details: { asked: 3, imported: 2, unchanged: 0, conflicts: 1, missing: 0, verified: false },
      },
    ],
    next_cursor: null,
  });
});

it('what says otherwise is a conflict that names what stands and stays, and the others are imported', async () => {
  const bench = await start();
  const [invoice, product, lead, contact] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const standing = [
    linkTo('order', 'O1', invoice),
    linkTo('product', 'SKU1', product),
    linkTo('lead', 'U1', lead),
    linkTo('contact', 'U1', contact),
  ];
  await importLinks(bench, standing);
  const asked = [
    linkTo('order', 'O1'),
    linkTo('order', 'O2', invoice),
    linkTo('product', 'SKU2', product),
    linkTo('lead', 'U2', lead),
    linkTo('contact', 'U1'),
    // One contact may be several users', and known by several addresses; one lead a user's and its address's.
    linkTo('contact', 'U2', contact),
    linkTo('contact', 'iam@example.com', contact),
    linkTo('lead', 'iam@example.com', lead),
    linkTo('order', 'O3'),
  ];
  const { imported, conflicts } = await importLinks(bench, asked);
  expect(imported).toBe(4);
  const stands = [standing[0], standing[0], { ...standing[1], business_unit: '' }, standing[2], standing[3]];
  expect(conflicts).toEqual(
    stands.map((link, index) => ({ index, ...asked[index], stands: { ...link, event_id: null } })),
  );
});

it('of two links in one request that contradict each other the first counts', async () => {
  const bench = await start();
  const [first, second] = [linkTo('order', 'O1'), linkTo('order', 'O1')];
  const third = linkTo('order', 'O2', first.crm_id);
  const answer = await importLinks(bench, [first, second, third, { ...first, crm_id: first.crm_id.toUpperCase() }]);
  const stands = { ...first, event_id: null };
  expect(answer).toMatchObject({
    imported: 1,
    unchanged: 1,
    conflicts: [
      { index: 1, stands },
      { index: 2, stands },
    ],
  });
});

it('what tillbridge made is told with the event that made it, and an invoice of a refund is no order', async () => {
  const bench = await start();
  const order = newOrder();
  const event = await bench.play('orders', order);
  const refund = await bench.play('refunds', {
    type: 'order.refunded',
    timestamp: '2020-12-17T09:00:00Z',
    data: {
      business_unit: 'experience',
      order_id: textOf(order, 'order_id'),
      refund_id: 'R1',
      refunded_at: '2020-12-17T09:00:00Z',
    },
  });
  expect([event.status, refund.status]).toEqual(['done', 'done']);
  const [returned] = bench.crm.records('AOS_Invoices').filter(({ values }) => values.status === 'Returned');
  const { conflicts } = await importLinks(bench, [
    linkTo('order', textOf(order, 'order_id')),
    linkTo('order', 'O2', returned?.id),
  ]);
  expect(conflicts).toMatchObject([
    { index: 0, stands: { kind: 'order', event_id: event.id } },
    { index: 1, stands: { kind: 'refund', crm_id: returned?.id, event_id: refund.id } },
  ]);
});

it('an order whose event is on its way, or has left an invoice of its own, is a conflict; one that died before is not', async () => {
  const bench = await start();
  const fail = (module: string) =>
    bench.crm.faults.add({ match: { method: 'POST', module, times: 1 }, action: { kind: 'access-denied' } });
  const [early, late, waiting] = [newOrder(), newOrder(), newOrder()];
  fail('AOS_Invoices');
  expect(await bench.play('orders', early)).toMatchObject({ status: 'dead', errorStep: 'invoice' });
  fail('AOS_Line_Item_Groups');
  const left = await bench.play('orders', late);
  expect(left).toMatchObject({ status: 'dead', errorStep: 'group 1' });
  await bench.database.database.prisma.link.deleteMany({ where: { kind: 'order' } });
  await bench.crm.goAway();
  const open = await bench.send('orders', waiting);
  const { imported, conflicts } = await importLinks(bench, [
    linkTo('order', textOf(early, 'order_id')),
    linkTo('order', textOf(late, 'order_id')),
    linkTo('order', textOf(waiting, 'order_id')),
  ]);
  await bench.crm.comeBack();
  expect(imported).toBe(1);
  expect(conflicts).toMatchObject([
    { index: 1, stands: { event_id: left.id, crm_id: bench.crm.records('AOS_Invoices')[0]?.id } },
    { index: 2, stands: { event_id: open, crm_id: null } },
  ]);
});

it('what is wrong with a link is told by its path, all of it at once, and nothing is stored', async () => {
  const ikcrm = await startIkcrmSimulator();
  const bench = await start({ ikcrm });
  const good = linkTo('order', 'O1');
  const wrong: readonly (readonly [object, string])[] = [
    [{ ...good, business_unit: 'nowhere' }, '/business_unit'],
    [{ ...good, business_unit: 'wholesale' }, '/business_unit'],
    [{ ...good, kind: 'refund' }, '/kind'],
    [{ ...good, crm_id: '12345' }, '/crm_id'],
    [{ ...good, crm_id: `{${good.crm_id}}` }, '/crm_id'],
    [{ ...good, local_id: ' ' }, '/local_id'],
    [{ ...good, local_id: 'a\u0007b' }, '/local_id'],
    [{ ...good, local_id: 'a\u0000b' }, '/local_id'],
    [{ ...good, local_id: '\ud800' }, '/local_id'],
    [{ ...good, local_id: 'x'.repeat(256) }, '/local_id'],
    [{ ...good, kind: 'contact', local_id: '0' }, '/local_id'],
    [{ ...good, local_id: undefined }, '/local_id'],
    [{ ...good, more: 1 }, '/more'],
  ];
  for (const [link, path] of wrong) {
    const { status, body } = await bench.ask('POST', '/admin/links/import', {
      body: { reason: 'moved in', links: [good, link] },
    });
    expect([link, status, body]).toMatchObject([link, 422, { errors: [{ path: `/links/1${path}` }] }]);
  }
  const { body } = await bench.ask('POST', '/admin/links/import', { body: { reason: ' ', links: wrong[0] } });
  expect(body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ path: '/reason' })]) });
  expect(await bench.database.database.prisma.link.count()).toBe(0);
  expect(await bench.database.database.prisma.auditEntry.count()).toBe(0);
  await ikcrm.close();
});

it('two imports at once are taken one after the other', async () => {
  const bench = await start();
  const ids = Array.from({ length: 300 }, (_, index) => `O${index}`);
  const [one, other] = [ids.map((id) => linkTo('order', id)), ids.toReversed().map((id) => linkTo('order', id))];
  const answers = await Promise.all([importLinks(bench, one), importLinks(bench, other), importLinks(bench, one)]);
  const sums = answers.map(({ imported, unchanged, conflicts }) => [imported, unchanged, conflicts.length]);
  expect(sums.filter(([imported]) => imported === 300)).toHaveLength(1);
  for (const sum of sums) expect([...sum].sort()).toEqual([0, 0, 300]);
  expect(await bench.database.database.prisma.link.count()).toBe(300);
});

it('the same request under one key is done once', async () => {
  const bench = await start();
  const body = { reason: 'moved in', links: [linkTo('order', 'O1')] };
  const answers = [1, 2].map(() => bench.ask('POST', '/admin/links/import', { body, key: 'k1' }));
  for (const answer of await Promise.all(answers)) expect(answer.body).toEqual({ ...NOTHING, imported: 1 });
  expect(await bench.database.database.prisma.auditEntry.count()).toBe(1);
});

it('a link that says nothing new is unchanged, whoever made it', async () => {
  const bench = await start();
  const customer = newCustomer();
  await bench.play('orders', newOrder({ customer }));
  const [contact] = bench.crm.records('Contacts').slice(-1);
  const answer = await importLinks(bench, [
    linkTo('contact', customer.user_id, contact?.id),
    linkTo('contact', customer.email, contact?.id),
    linkTo('product', 'TEA', bench.crm.records('AOS_Products').slice(-1)[0]?.id),
  ]);
  expect(answer).toEqual({ ...NOTHING, unchanged: 3 });
});
