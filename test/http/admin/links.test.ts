import { expect, it } from 'vitest';
import { sampleRegistration } from '../../../src/domain/events/samples.ts';
import { useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();

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
