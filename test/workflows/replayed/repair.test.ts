import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, leadId, productId } from '../../../src/domain/record-ids.ts';
import { replay } from '../../../src/inbox/replay.ts';
import { useBench } from '../../support/service.ts';
import { callsDuring, texts } from '../../support/workflows/calls.ts';
import { recordWith, relatedIds, saleOf } from '../../support/workflows/crm-records.ts';
import { replayed } from '../../support/workflows/events.ts';
import { newCustomer, newId, newLine, newOrder, newRegistration, textOf } from '../../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../../support/workflows/staff.ts';

const UNIT = 'experience';

describe('an event that is done with warnings and is repaired', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(() => {
    staff = staffOf(bench.crm);
  });
  afterAll(() => staff.leave());

  it('relates the promotion that was made since, and goes on to warn of the one that was not', async () => {
    const [made, missing] = [newId('MADE'), newId('MISSING')];
    const warning = (code: string) => `The CRM has no promotion ${code}; the invoice stands without it`;
    const order = newOrder({ promotions: [made, missing] });
    const event = await bench.play('orders', order);
    expect([...event.warnings].sort()).toEqual([warning(made), warning(missing)].sort());
    const promotion = await staff.create('OWL_Promotions', { name: 'Late', code: made });
    const calls = await callsDuring(bench, async () => {
      expect(await replayed(bench, event.id, 'repair')).toMatchObject({ status: 'done', warnings: [warning(missing)] });
    });
    expect(texts(calls).filter((text) => !text.startsWith('GET'))).toEqual([
      'POST AOS_Invoices relationships OWL_Promotions',
    ]);
    const { invoice } = saleOf(bench.crm, textOf(order, 'order_id'));
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoice.id)).toEqual([promotion]);
  });

  it('converts the lead that was deleted and has been restored', async () => {
    const customer = newCustomer();
    const lead = leadId(UNIT, customer.user_id);
    await bench.play('registrations', newRegistration(customer));
    bench.crm.remove('Leads', lead);
    const event = await bench.play('orders', newOrder({ customer }));
    const warnings = [`Leads ${lead} is gone from the CRM: there is no lead to convert`];
    expect(event.warnings).toEqual(warnings);
    expect(await replayed(bench, event.id, 'repair')).toMatchObject({ status: 'done', warnings });
    bench.crm.restore('Leads', lead);
    expect(await replayed(bench, event.id, 'repair')).toMatchObject({ status: 'done', warnings: [] });
    expect(recordWith(bench.crm, 'Leads', { id: lead })).toMatchObject({
      status: 'Converted',
      contact_id: contactId({ email: customer.email }),
    });
  });

  it('sends again what the CRM did not keep, but nothing over what people have put there since', async () => {
    const address = { postal_code: '1'.repeat(200) };
    const customer = newCustomer({ email: 'nobody at all', phones: { mobile: '1' }, address });
    const event = await bench.play('registrations', newRegistration(customer));
    const [dropped, cut] = ['email1 was dropped', 'primary_address_postalcode was cut to 20 characters'].map(
      (loss) => `Leads: ${loss} by the CRM`,
    );
    expect(event.warnings).toEqual(expect.arrayContaining([dropped, cut]));
    const id = leadId(UNIT, customer.user_id);
    expect((await replayed(bench, event.id, 'repair')).warnings).toEqual(expect.arrayContaining([dropped, cut]));
    await staff.update('Leads', id, { email1: 'real@example.com', title: 'Director' });
    expect(await replayed(bench, event.id, 'repair')).toMatchObject({ status: 'done', warnings: [cut] });
    expect(await staff.shown('Leads', id)).toMatchObject({ email1: 'real@example.com', title: 'Director' });
  });

  it('goes on to warn of what the payload itself lacks, once each, however often it is repaired', async () => {
    const customer = newCustomer({ birthdate: '0000-00-00' });
    const event = await bench.play('registrations', newRegistration(customer));
    expect(event.warnings).toHaveLength(1);
    for (const _ of [1, 2])
      expect(await replayed(bench, event.id, 'repair')).toMatchObject({ status: 'done', warnings: event.warnings });
  });

  it('goes on to warn of what took the place of another record', async () => {
    const customer = newCustomer();
    await bench.play('orders', newOrder({ customer }));
    const [first, second] = [contactId({ email: customer.email }), contactId({ email: customer.email }, 2)];
    bench.crm.remove('Contacts', first);
    const missing = newId('MISSING');
    await bench.restart({ suitecrm: { linkCheckMs: 0 } });
    const event = await bench.play('orders', newOrder({ customer, promotions: [missing] }));
    expect(event.warnings).toHaveLength(2);
    await staff.create('OWL_Promotions', { name: 'Late', code: missing });
    expect(await replayed(bench, event.id, 'repair')).toMatchObject({
      warnings: [`Contacts ${first} is gone from the CRM; ${second} took its place`],
    });
  });

  it('puts a product into the category that its unit has by now', async () => {
    const sku = newId('SKU');
    const order = newOrder({ groups: [{ name: 'One', lines: [newLine({ sku, category: undefined })] }] });
    const event = await bench.play('orders', order);
    expect(event.warnings).toEqual([expect.stringContaining(`${sku} stands in no category`)]);
    expect(await replayed(bench, event.id, 'repair')).toMatchObject({ warnings: event.warnings });
    await bench.restart({ unit: { defaultCategory: 'E' } });
    expect(await replayed(bench, event.id, 'repair')).toMatchObject({ status: 'done', warnings: [] });
    expect(recordWith(bench.crm, 'AOS_Products', { id: productId(sku) }).aos_product_category_id).not.toBe('');
  });

  it('is refused without warnings, and while it is not done', async () => {
    const fine = await bench.play('orders', newOrder());
    expect(await replay(bench.database.database, fine.id, null, 'repair')).toBe('unwarned');
    const dead = await bench.play('orders', newOrder({ currency: 'XTS' }));
    expect(await replay(bench.database.database, dead.id, null, 'repair')).toBe('dead');
  });
});
