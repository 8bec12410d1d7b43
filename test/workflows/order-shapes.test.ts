import { describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes } from '../support/workflows/calls.ts';
import { saleOf } from '../support/workflows/crm-records.ts';
import { newCustomer, newLine, newOrder, textOf } from '../support/workflows/shop-events.ts';

describe('an order', () => {
  const bench = useBench();

  const saleOfOrder = async (overrides: Readonly<Record<string, unknown>>) => {
    const order = newOrder(overrides);
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    return saleOf(bench.crm, textOf(order, 'order_id'));
  };

  it.each([
    ['2020-12-16T15:59:59Z', '2020-12-16'],
    ['2020-12-16T16:00:00Z', '2020-12-17'],
    ['2020-12-31T20:00:00-05:00', '2021-01-01'],
  ])('paid at %s has the invoice date that the calendar shows in Taipei: %s', async (ordered_at, date) => {
    expect((await saleOfOrder({ ordered_at })).invoice.invoice_date).toBe(date);
  });

  it('keeps its status and description', async () => {
    const { invoice } = await saleOfOrder({ status: 'Not Paid', description: 'Leave at the door' });
    expect(invoice).toMatchObject({ status: 'Not Paid', description: 'Leave at the door' });
  });

  it('shows all street lines of both addresses', async () => {
    const { invoice } = await saleOfOrder({
      billing_address: { street: ['No. 1', 'Floor 2', ''], city: 'Taipei', postal_code: '100', country: 'Taiwan' },
      shipping_address: { street: ['No. 9', '', 'Back yard'], city: 'Tainan', state: 'TN', postal_code: '700' },
    });
    expect(invoice).toMatchObject({
      billing_address_street: 'No. 1\nFloor 2',
      shipping_address_street: 'No. 9\nBack yard',
      shipping_address_city: 'Tainan',
      shipping_address_state: 'TN',
      shipping_address_postalcode: '700',
    });
  });

  it('whose lines stand without groups has one group', async () => {
    const { groups, lines } = await saleOfOrder({
      groups: undefined,
      lines: [newLine(), newLine({ line_id: '2', sku: 'CUP', quantity: '3' })],
    });
    expect(groups).toMatchObject([{ number: '1', total_amt: '400.000000' }]);
    expect(lines).toMatchObject([
      { number: '1', part_number: 'TEA', group_id: groups[0]?.id },
      { number: '2', part_number: 'CUP', group_id: groups[0]?.id },
    ]);
  });

  it('numbers its groups, and the lines within each', async () => {
    const { groups, lines } = await saleOfOrder({
      groups: [
        { name: 'Tours', lines: [newLine({ line_id: 'a' }), newLine({ line_id: 'b' })] },
        { name: 'Goods', description: 'To be sent', lines: [newLine({ line_id: 'c', description: 'Blue' })] },
      ],
    });
    expect(groups).toMatchObject([
      { number: '1', name: 'Tours' },
      { number: '2', name: 'Goods', description: 'To be sent' },
    ]);
    expect(lines.map(({ group_id, number }) => [group_id, number])).toEqual([
      [groups[0]?.id, '1'],
      [groups[0]?.id, '2'],
      [groups[1]?.id, '1'],
    ]);
    expect(lines[2]).toMatchObject({ item_description: 'Blue' });
  });

  it('brings everything the shop knows of a new customer, booleans as 0 and 1', async () => {
    const customer = newCustomer({
      email2: 'other@example.com',
      salutation: 'Dr.',
      title: 'Buyer',
      description: 'Regular',
      gender: 'female',
      birthdate: '1990-10-06',
      do_not_call: true,
      email_opt_out: false,
      lead_source: 'Partner',
      phones: { home: '1', mobile: '2', work: '3', other: '4', fax: '5' },
      address: { street: ['No. 5'], city: 'Hualien', state: 'HL', postal_code: '970', country: 'Taiwan' },
      consent: { lawful_basis: ['contract'], source: 'phone', reviewed_on: '2020-11-11' },
    });
    const calls = await callsDuring(bench, () => bench.play('orders', newOrder({ customer })));
    expect(sentAttributes(callsLike(calls, 'POST Contacts')[0])).toMatchObject({
      email2: 'other@example.com',
      salutation: 'Dr.',
      title: 'Buyer',
      description: 'Regular',
      gender_c: 'female',
      birthdate: '1990-10-06',
      birth_of_year_c: '1990',
      birth_of_month_c: '10',
      birth_of_day_c: '06',
      do_not_call: '1',
      email_opt_out: '0',
      lead_source: 'Partner',
      phone_home: '1',
      phone_mobile: '2',
      phone_work: '3',
      phone_other: '4',
      phone_fax: '5',
      primary_address_street: 'No. 5',
      primary_address_city: 'Hualien',
      primary_address_state: 'HL',
      primary_address_postalcode: '970',
      primary_address_country: 'Taiwan',
      lawful_basis: 'contract',
      lawful_basis_source: 'phone',
      date_reviewed: '2020-11-11',
    });
  });
});
