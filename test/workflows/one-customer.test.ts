import { afterAll, describe, expect, it } from 'vitest';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { startBench, useBench } from '../support/service.ts';
import { callsDuring, callsLike, texts } from '../support/workflows/calls.ts';
import { recordsWith, recordWith, saleOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newCustomer, newLine, newOrder, newRegistration, textOf } from '../support/workflows/shop-events.ts';

describe('the events of one customer', () => {
  const bench = useBench();
  afterAll(async () => {
    bench.crm.setLatency(0);
  });

  it('make one lead and one contact, tied together, in whatever sequence they come at once', async () => {
    bench.crm.setLatency(5);
    const customers = Array.from({ length: 6 }, () => newCustomer());
    const sendings = customers.flatMap((customer, index) => {
      const [registration, order] = [newRegistration(customer), newOrder({ customer })];
      const both = [() => bench.play('registrations', registration), () => bench.play('orders', order)];
      return index % 2 === 0 ? both : both.reverse();
    });
    const events = await Promise.all(sendings.map((send) => send()));
    expect(events.map((event) => event.status)).toEqual(events.map(() => 'done'));
    bench.crm.setLatency(0);
    for (const { user_id, email } of customers) {
      const contact = recordWith(bench.crm, 'Contacts', { id: contactId({ email }) });
      const lead = recordWith(bench.crm, 'Leads', { id: leadId('experience', user_id) });
      expect(lead).toMatchObject({ converted: '1', status: 'Converted', contact_id: contact.id });
    }
  });

  it('make one contact and one sale each when ten first orders come at once', async () => {
    const customer = newCustomer({ last_name: 'Eager' });
    const orders = Array.from({ length: 10 }, () => newOrder({ customer }));
    const calls = await callsDuring(bench, async () => {
      const events = await Promise.all(orders.map((order) => bench.play('orders', order)));
      expect(events.map((event) => event.status)).toEqual(orders.map(() => 'done'));
    });
    expect(callsLike(calls, 'POST Contacts')).toHaveLength(1);
    expect(callsLike(calls, 'POST ProspectLists relationships Contacts')).toHaveLength(1);
    for (const order of orders) expect(saleOf(bench.crm, textOf(order, 'order_id')).lines).toHaveLength(1);
  });

  it('in two units of one CRM meet in one contact, and each unit has its own lead and account', async () => {
    const together = await startBench({ market: { accountId: '670f411d-7f4f-abc5-d253-5eac39e93e09' } });
    try {
      const customer = newCustomer();
      const registration = newRegistration(customer);
      for (const business_unit of ['experience', 'market']) {
        const data = { ...registration.data, business_unit };
        await together.play('registrations', { ...registration, data });
        await together.play('orders', newOrder({ customer, business_unit }));
      }
      expect(recordsWith(together.crm, 'Contacts', {})).toMatchObject([{ id: contactId({ email: customer.email }) }]);
      expect(
        recordsWith(together.crm, 'Leads', { converted: '1' })
          .map((lead) => lead.id)
          .sort(),
      ).toEqual([leadId('experience', customer.user_id), leadId('market', customer.user_id)].sort());
      const accounts = recordsWith(together.crm, 'AOS_Invoices', {}).map((invoice) => invoice.billing_account_id);
      expect(accounts.sort()).toEqual(['670f411d-7f4f-abc5-d253-5eac39e93e09', 'dfd71a55-ae2d-1849-b491-5eac392fac52']);
    } finally {
      await together.close();
    }
  });

  it('may be sent anew, corrected, where one is dead; the dead one then stays dead', async () => {
    const wrong = newOrder({ groups: [{ lines: [newLine({ sku: 'FIX', category: 'Nowhere' })] }] });
    const dead = await bench.play('orders', wrong);
    expect(dead.status).toBe('dead');
    const corrected = newOrder({ ...wrong.data, groups: [{ lines: [newLine({ sku: 'FIX', category: 'E' })] }] });
    expect(await bench.play('orders', corrected)).toMatchObject({ status: 'done', warnings: [] });
    const calls = await callsDuring(bench, async () => {
      expect(await replayed(bench, dead.id)).toMatchObject({
        status: 'dead',
        errorClass: 'ambiguous',
        errorCode: 'repeat_differs',
      });
    });
    expect(texts(calls)).toEqual([]);
    expect(saleOf(bench.crm, textOf(wrong, 'order_id')).lines).toHaveLength(1);
  });
});
