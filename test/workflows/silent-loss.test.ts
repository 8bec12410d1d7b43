import { describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { saleOf } from '../support/workflows/crm-records.ts';
import { newCustomer, newLine, newOrder, newRegistration, textOf } from '../support/workflows/shop-events.ts';

describe('what the CRM loses without a word', () => {
  const bench = useBench({ market: { accountId: 'f0000000-0000-4000-8000-000000000001' } });

  const LOSSES: readonly (readonly [string, object, string])[] = [
    ['an address that is none', { email: 'nobody at all', phones: { mobile: '1' } }, 'email1 was dropped'],
    ['HTML in a name', { last_name: 'Tom <tom@home>' }, 'last_name was cut to 3 characters'],
    ['a tag in a name', { first_name: 'A<script>x</script>nn' }, 'first_name was changed'],
    [
      'a long postal code',
      { address: { postal_code: '1'.repeat(200) } },
      'primary_address_postalcode was cut to 20 characters',
    ],
    [
      'a long street',
      { address: { street: ['a'.repeat(100), 'b'.repeat(100), ''], postal_code: '' } },
      'primary_address_street was cut to 150 characters',
    ],
    ['an emoji', { title: 'Chef 🍵' }, 'title was changed'],
  ];

  it.each(LOSSES)('of a lead is a warning that names the field and no value: %s', async (_, customer, loss) => {
    const event = await bench.play('registrations', newRegistration({ ...customer }));
    expect(event).toMatchObject({ status: 'done', warnings: [`Leads: ${loss} by the CRM`] });
  });

  it.each(LOSSES)('of a contact is a warning that names the field and no value: %s', async (_, customer, loss) => {
    const event = await bench.play('orders', newOrder({ customer: newCustomer({ ...customer }) }));
    expect(event).toMatchObject({ status: 'done', warnings: [`Contacts: ${loss} by the CRM`] });
  });

  it('of an order is a warning per record, and the order is complete', async () => {
    const order = newOrder({
      description: 'For <you>',
      groups: [{ name: 'x'.repeat(300), lines: [newLine({ quantity: '0.33333' })] }],
    });
    const event = await bench.play('orders', order);
    expect(event.status).toBe('done');
    expect([...event.warnings].sort()).toEqual([
      'AOS_Invoices: description was cut to 3 characters by the CRM',
      'AOS_Line_Item_Groups: name was cut to 255 characters by the CRM',
      'AOS_Products_Quotes: product_qty was cut to 6 characters by the CRM',
    ]);
    expect(saleOf(bench.crm, textOf(order, 'order_id')).lines).toHaveLength(1);
  });

  it('of the account of a unit that the CRM does not know is a warning', async () => {
    const event = await bench.play('orders', newOrder({ business_unit: 'market' }));
    expect(event).toMatchObject({ status: 'done', warnings: ['Contacts: account_id was dropped by the CRM'] });
  });

  it('is never said of texts that only look different in its answers', async () => {
    const customer = newCustomer({
      first_name: `O'Neil & "Sons"`,
      last_name: 'a < b > c',
      description: 'two\r\nlines & more',
      address: { street: ['No. 1', 'Floor 2', 'Room 3'], postal_code: '00100' },
    });
    expect(await bench.play('registrations', newRegistration(customer))).toMatchObject({
      status: 'done',
      warnings: [],
    });
  });
});
