import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import { sampleRegistration } from '../../../src/domain/events/samples.ts';
import { useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();
const Page = Type.Object({
  links: Type.Array(Type.Object({ crm_id: Type.String() })),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
});

it("the links tell which CRM record stands for the shop's id, and which event made it", async () => {
  const bench = await start();
  const event = await bench.play('registrations', sampleRegistration());
  const [lead] = bench.crm.records('Leads');
  const link = {
    crm: 'suitecrm',
    module: 'Leads',
    kind: 'lead',
    local_id: 'U1001',
    crm_id: lead?.id,
    event_id: event.id,
  };
  for (const query of ['business_unit=experience&kind=lead&local_id=U1001', `crm_id=${lead?.id}&kind=lead`]) {
    const { status, body } = await bench.ask('GET', `/admin/links?${query}`);
    expect({ status, body }).toMatchObject({ status: 200, body: { links: [link] } });
    expect(JSON.stringify(body)).not.toContain('@');
  }
});

it("a unit's links hold what belongs to its whole CRM, and not what belongs to other units", async () => {
  const bench = await start();
  const links = [
    { kind: 'product', businessUnit: '', localId: 'SKU1' },
    { kind: 'order', businessUnit: 'experience', localId: 'O1' },
    { kind: 'order', businessUnit: 'market', localId: 'O1' },
  ].map((link, index) => ({ ...link, crm: 'suitecrm', module: 'any', crmId: `record ${index}`, origin: 'found' }));
  await bench.database.database.prisma.link.createMany({ data: links });
  const { body } = await bench.ask('GET', '/admin/links?business_unit=experience');
  expect(body).toMatchObject({ links: [{ crm_id: 'record 1' }, { crm_id: 'record 0' }] });
  expect((await bench.ask('GET', '/admin/links?email=a')).body).toMatchObject({ errors: [{ path: '/email' }] });
});

it('pages hold every link once, the newest first, and a cursor is good for its own query', async () => {
  const bench = await start();
  const links = Array.from({ length: 5 }, (_, index) => ({
    crm: 'suitecrm',
    module: 'any',
    kind: 'order',
    businessUnit: 'experience',
    localId: `Ö ${index}`,
    crmId: `record ${index}`,
    origin: 'found',
    createdAt: new Date(Date.UTC(2026, 0, Math.floor(index / 2) + 1)),
  }));
  await bench.database.database.prisma.link.createMany({ data: links });
  const seen: unknown[] = [];
  let cursor: string | null = null;
  do {
    const { body } = await bench.ask('GET', `/admin/links?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
    const page = Value.Parse(Page, body);
    seen.push(...page.links.map(({ crm_id }) => crm_id));
    cursor = page.next_cursor ?? cursor;
    if (page.next_cursor === null) break;
  } while (seen.length < 10);
  expect(seen).toEqual(['record 4', 'record 2', 'record 3', 'record 0', 'record 1']);
  for (const wrong of [`limit=2&kind=order&cursor=${cursor}`, 'cursor=nonsense'])
    expect((await bench.ask('GET', `/admin/links?${wrong}`)).body).toMatchObject({ errors: [{ path: '/cursor' }] });
});
