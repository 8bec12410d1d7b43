import { expect, it } from 'vitest';
import { sampleOrder } from '../../../src/domain/events/samples.ts';
import { removeAll } from '../../support/retention.ts';
import { useBench } from '../../support/service.ts';
import { callsDuring, texts } from '../../support/workflows/calls.ts';
import { type InvoiceRecords, recordWith, returnsOf, saleOf } from '../../support/workflows/crm-records.ts';
import {
  newCustomer,
  newId,
  newLine,
  newOrder,
  newOrderUpdate,
  newRefund,
  textOf,
} from '../../support/workflows/shop-events.ts';

const bench = useBench();
const remove = () => removeAll(bench.database.database);

type Body = ReturnType<typeof sampleOrder>;

const ADDRESS = { street: ['No. 1', 'Floor 2'], city: 'Taipei', state: '', postal_code: '100', country: 'Taiwan' };
/** What is told of the sales: everything in which a figure may hide. */
const SALES: readonly (readonly [string, () => Body])[] = [
  ['the sample order', () => sampleOrder({ order_id: newId('OTR'), customer: newCustomer() })],
  [
    'an order of a guest with discounts, fees and prices that hold the tax, in another currency',
    () =>
      newOrder({
        currency: 'USD',
        decimals: 3,
        prices_include_tax: true,
        customer: { email: `${newId('guest')}@example.com`, last_name: 'Guest' },
        billing_address: ADDRESS,
        groups: [
          {
            name: 'Tours',
            lines: [
              newLine({ line_id: 'a', sku: newId('SKU'), quantity: '3', list_price: '33.333', vat_rate: '5' }),
              newLine({ line_id: 'b', sku: newId('SKU'), quantity: '7', list_price: '9.99', tax_amount: '1.234' }),
            ],
          },
        ],
        discounts: [{ name: 'Spring', code: 'SPRING', amount: '10.01' }],
        fees: [{ name: 'Gift wrap', amount: '2.5', tax_rate: '5' }],
        shipping: { amount: '12.345', tax_rate: '5' },
      }),
  ],
  ['an order without a customer', () => newOrder({ customer: undefined, billing_address: ADDRESS })],
];

/** A sale or return without what tells one record from another. */
function plain({ invoice, groups, lines }: InvoiceRecords) {
  const without = (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(record).filter(
        ([name]) =>
          !/^(id|number|name|date_entered|date_modified|.*_id|part_number|description)$/.test(name) ||
          name === 'currency_id',
      ),
    );
  return { invoice: without(invoice), groups: groups.map(without), lines: lines.map(without) };
}

const refundOf = (order: Body, more: object) => newRefund(order, { ...more });

it.each(
  SALES.flatMap(([name, make]) => [
    [name, 'whole', {}, make] as const,
    [name, 'in part', { lines: [{ line_id: 'first', quantity: '1' }], shipping: false }, make] as const,
  ]),
)(
  '%s is given back %s with the same figures, addresses and contact as if nothing had been removed',
  async (_, __, part, make) => {
    const [kept, removed] = [make(), make()];
    const lines = 'lines' in part ? { ...part, lines: [{ line_id: lineOf(kept), quantity: '1' }] } : part;
    for (const order of [kept, removed]) expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    expect(await bench.play('refunds', refundOf(kept, lines))).toMatchObject({ status: 'done', errorMessage: null });
    await remove();
    const refund = await bench.play('refunds', refundOf(removed, lines));
    expect(refund).toMatchObject({ status: 'done', errorMessage: null, warnings: [] });
    const [before] = returnsOf(bench.crm, textOf(kept, 'order_id')).map(plain);
    const [after, ...others] = returnsOf(bench.crm, textOf(removed, 'order_id'));
    expect(others).toEqual([]);
    expect(after === undefined ? null : plain(after)).toEqual(before);
    const { invoice } = saleOf(bench.crm, textOf(removed, 'order_id'));
    expect(after?.invoice.billing_contact_id).toBe(invoice.billing_contact_id);
    expect(after?.invoice.billing_address_street).toBe(invoice.billing_address_street);
  },
);

/** The first line of an order, as the shop calls it. */
function lineOf(order: Body): string {
  const { groups } = order.data as { groups: { lines: { line_id: string }[] }[] };
  return groups[0]?.lines[0]?.line_id ?? '';
}

it('the invoice is asked whose it is and whether it is still paid, and nothing else is read', async () => {
  const order = newOrder();
  await bench.play('orders', order);
  await remove();
  const calls = await callsDuring(bench, () => bench.play('refunds', newRefund(order)));
  expect(texts(calls).filter((text) => text === 'GET AOS_Invoices')).toHaveLength(1);
  expect(texts(calls).filter((text) => /GET (AOS_Products|Contacts|Leads|Currencies)/.test(text))).toEqual([]);
});

it('no more comes back than was sold, though the refunds before were removed as well', async () => {
  const order = newOrder({ groups: [{ name: 'Tours', lines: [newLine({ quantity: '2' })] }] });
  await bench.play('orders', order);
  const one = { lines: [{ line_id: '1', quantity: '1' }] };
  await bench.play('refunds', newRefund(order, one));
  await remove();
  expect(await bench.play('refunds', newRefund(order, one))).toMatchObject({ status: 'done', warnings: [] });
  await remove();
  expect(await bench.play('refunds', newRefund(order, one))).toMatchObject({
    status: 'dead',
    errorClass: 'permanent',
  });
  expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toHaveLength(2);
});

it('the same refund under another webhook id changes nothing, and one of other money is dead', async () => {
  const order = newOrder();
  await bench.play('orders', order);
  const refund = newRefund(order, { lines: [{ line_id: '1', quantity: '1' }], reason: 'broken' });
  await bench.play('refunds', refund);
  await remove();
  const again = { ...refund, data: { ...refund.data, reason: 'told in other words' } };
  expect(await bench.play('refunds', again)).toMatchObject({ status: 'done', errorMessage: null });
  const other = { ...refund, data: { ...refund.data, amount: '7' } };
  expect(await bench.play('refunds', other)).toMatchObject({ status: 'dead', errorCode: 'repeat_differs' });
  expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toHaveLength(1);
});

it('an order that was canceled since is not given back, though its update was removed as well', async () => {
  const order = newOrder();
  await bench.play('orders', order);
  await bench.play('order-updates', newOrderUpdate(order, { status: 'Canceled' }));
  await remove();
  expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'dead', errorCode: 'order_canceled' });
  expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toEqual([]);
});

it('a refund of an invoice that people deleted is dead before anything is written', async () => {
  const order = newOrder();
  await bench.play('orders', order);
  await remove();
  bench.crm.remove('AOS_Invoices', recordWith(bench.crm, 'AOS_Invoices', { name: textOf(order, 'order_id') }).id ?? '');
  expect(await bench.play('refunds', newRefund(order))).toMatchObject({ status: 'dead', errorClass: 'permanent' });
  expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toEqual([]);
});
