import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { TOKEN, withAdmin } from '../support/http/admin.ts';
import { type ImportedLink, importLinks, linkTo } from '../support/http/import.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith } from '../support/workflows/crm-records.ts';
import { newCustomer, newId, newLine, newOrder, newRegistration, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

describe('who was imported', () => {
  const bench = useBench({ adminTokens: [{ name: 'alice', token: TOKEN }], market: {} });
  let staff: Staff;
  beforeAll(() => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const adopt = async (...links: ImportedLink[]) => {
    const { imported } = await importLinks(withAdmin(bench), links, { verify: true });
    expect(imported).toBe(links.length);
  };
  const trust = async (...links: ImportedLink[]) => {
    expect(await importLinks(withAdmin(bench), links)).toMatchObject({ imported: links.length });
  };
  const buyerOf = (order: ReturnType<typeof newOrder>) =>
    recordWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id') }).billing_contact_id;
  const madeLeads = ({ user_id }: { readonly user_id: string }) =>
    recordsWith(bench.crm, 'Leads', { id: leadId('experience', user_id) });

  it("as a contact by the user's id is who the next order is of, without a look-up", async () => {
    const user = newCustomer();
    const contact = await staff.create('Contacts', { last_name: 'Old', email1: `old-${user.email}` });
    await adopt(linkTo('contact', user.user_id, contact));
    const order = newOrder({ customer: { ...user, email: undefined } });
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(calls.filter(({ method, query }) => method === 'GET' && query.includes('email1'))).toEqual([]);
    expect(texts(calls)).not.toContain('POST Contacts');
    expect(buyerOf(order)).toBe(contact);
  });

  it('as a contact by an address is who a guest with it is, in any unit and any case', async () => {
    const { email } = newCustomer();
    const contact = await staff.create('Contacts', { last_name: 'Old', email1: `old-${email}` });
    await adopt(linkTo('contact', email.toUpperCase(), contact, 'market'));
    const order = newOrder({ customer: { email, last_name: 'Guest' } });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    expect(buyerOf(order)).toBe(contact);
  });

  it('as a contact without a look at it is looked at by the first order, which goes to a successor where it is gone', async () => {
    const [user, other] = [newCustomer(), newCustomer()];
    const contact = await staff.create('Contacts', { last_name: 'Old', email1: user.email });
    await trust(linkTo('contact', user.user_id, contact), linkTo('contact', other.user_id));
    const order = newOrder({ customer: user });
    const calls = await callsDuring(bench, () => bench.play('orders', order));
    // By its id, and by the address that the order names.
    expect(texts(calls).filter((text) => text === 'GET Contacts')).toHaveLength(2);
    expect(buyerOf(order)).toBe(contact);
    const lost = newOrder({ customer: other });
    expect(await bench.play('orders', lost)).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining('is gone from the CRM')],
    });
    expect(buyerOf(lost)).toBe(contactId({ email: other.email }));
  });

  it.each([
    ["the user's id", (user: { user_id: string }) => user.user_id],
    ['the address', (user: { email: string }) => user.email],
  ])('as a lead by %s gets no second one, and is converted at the first paid order', async (_by, localId) => {
    const user = newCustomer();
    const lead = await staff.create('Leads', { last_name: 'Old', email1: `old-${user.email}` });
    await adopt(linkTo('lead', localId(user), lead));
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('registrations', newRegistration(user))).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['GET Contacts']);
    expect(madeLeads(user)).toEqual([]);
    const unpaid = newOrder({ customer: user, status: 'Not Paid' });
    await bench.play('orders', unpaid);
    expect(recordWith(bench.crm, 'Leads', { id: lead }).converted).not.toBe('1');
    await bench.play('orders', newOrder({ customer: user }));
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({
      converted: '1',
      status: 'Converted',
      contact_id: contactId({ email: user.email }),
    });
  });

  it('as a lead is converted by the first paid order without any registration', async () => {
    const user = newCustomer();
    const lead = await staff.create('Leads', { last_name: 'Old' });
    await adopt(linkTo('lead', user.user_id, lead));
    await bench.play('orders', newOrder({ customer: user }));
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({ converted: '1' });
  });

  it("as a lead is known by the address of its user's registration from then on", async () => {
    const user = newCustomer();
    const lead = await staff.create('Leads', { last_name: 'Old' });
    await adopt(linkTo('lead', user.user_id, lead));
    await bench.play('registrations', newRegistration(user));
    await bench.play('orders', newOrder({ customer: { email: user.email, last_name: 'Guest' } }));
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({ converted: '1' });
  });

  it('as a lead that people converted brings its contact along', async () => {
    const user = newCustomer();
    const contact = await staff.create('Contacts', { last_name: 'Old' });
    const lead = await staff.create('Leads', { last_name: 'Old', converted: '1', contact_id: contact });
    await trust(linkTo('lead', user.user_id, lead));
    await bench.play('registrations', newRegistration(user));
    const order = newOrder({ customer: user });
    await bench.play('orders', order);
    expect(buyerOf(order)).toBe(contact);
  });

  it('as a lead that is gone gets a successor at the registration, by the address or else a new one', async () => {
    const [user, other] = [newCustomer(), newCustomer()];
    const gone = linkTo('lead', user.user_id);
    const lost = linkTo('lead', other.user_id);
    await trust(gone, lost);
    const survivor = await staff.create('Leads', { last_name: 'Old', email1: user.email });
    for (const [who, link] of [
      [user, gone],
      [other, lost],
    ] as const) {
      const event = await bench.play('registrations', newRegistration(who));
      expect(event).toMatchObject({
        status: 'done',
        warnings: [expect.stringContaining(`Leads ${link.crm_id} is gone from the CRM`)],
      });
    }
    expect(madeLeads(user)).toEqual([]);
    expect(madeLeads(other)).toHaveLength(1);
    const links = await bench.database.database.prisma.link.findMany({
      where: { kind: 'lead', localId: { in: [user.user_id, other.user_id] } },
      orderBy: { localId: 'asc' },
    });
    expect(links.map(({ crmId }) => crmId).sort()).toEqual([survivor, leadId('experience', other.user_id)].sort());
  });

  it('as a lead is not made a second time by a registration that is cut at every call', async () => {
    const user = newCustomer();
    const lead = await staff.create('Leads', { last_name: 'Old' });
    await trust(linkTo('lead', user.email, lead));
    for (const module of ['Leads', 'Contacts'])
      bench.crm.faults.add({ match: { method: 'GET', module }, action: { kind: 'cut', commit: true } });
    expect(await bench.play('registrations', newRegistration(user))).toMatchObject({ status: 'done', warnings: [] });
    expect(madeLeads(user)).toEqual([]);
    const links = await bench.database.database.prisma.link.findMany({ where: { crmId: lead, kind: 'lead' } });
    expect(links).toMatchObject([{ localId: user.user_id, origin: 'found', email: user.email }]);
  });

  it('and a product that was imported is the one of its sku, without a look-up, a category or a pin', async () => {
    const sku = newId('OLD-SKU');
    const product = await staff.create('AOS_Products', { name: 'Old tour', part_number: 'OTHER' });
    await adopt(linkTo('product', sku, product, 'market'));
    const marker = { name: 'Tea house', country: 'Taiwan', lat: '25.033', lng: '121.565' };
    const order = newOrder({ groups: [{ name: 'Tours', lines: [newLine({ sku, marker, category: 'Nowhere' })] }] });
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls).filter((text) => /AOS_Products$|Categories|Markers/.test(text))).toEqual([]);
    const invoice = recordWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id') }).id ?? '';
    expect(recordWith(bench.crm, 'AOS_Products_Quotes', { parent_id: invoice }).product_id).toBe(product);
  });
});
