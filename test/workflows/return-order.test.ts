import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { returnId } from '../../src/domain/record-ids.ts';
import { type Bench, startBench, useBench } from '../support/service.ts';
import {
  callsDuring,
  callsLike,
  comesBefore,
  type DescribedCall,
  sentAttributes,
  texts,
} from '../support/workflows/calls.ts';
import { type Columns, figures, relatedIds, returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newCustomer, newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const RELATION = 'aos_invoices_aos_invoices_1';
const SECURITY_GROUP = 'a253557e-40f7-11eb-8665-fa163ef36d26';

/** The columns whose value is an amount, which a return of everything has with the other sign. */
function amountsOf(record: Columns | undefined): Record<string, number> {
  const amounts = Object.entries(record ?? {}).filter(([name]) =>
    /(amt|amount|price|discount)(_usdollar)?$/.test(name),
  );
  return Object.fromEntries(
    amounts.map(([name, value]) => [name, Number(value)]).filter(([, value]) => value !== null),
  );
}

function negated(amounts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, value === 0 ? 0 : -value]));
}

describe('the refund of a whole order', () => {
  let bench: Bench;
  let calls: readonly DescribedCall[];
  const order = sampleOrder();
  const orderId = textOf(order, 'order_id');
  const refund = newRefund(order);
  beforeAll(async () => {
    bench = await startBench({ simulator: { latency: 10 } });
    await bench.play('orders', order);
    calls = await callsDuring(bench, async () => {
      expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done', attempts: 1, warnings: [] });
    });
  });
  afterAll(async () => {
    await bench.close();
  });

  it('takes only the calls of the return, and looks whether its original and its relations stand: what it needs of the order is known', () => {
    expect(texts(calls)).toEqual([
      'GET AOS_Invoices',
      'GET AOS_Invoices relationships',
      'GET AOS_Invoices relationships',
      'POST AOS_Invoices',
      'POST AOS_Invoices relationships AOS_Invoices',
      'POST AOS_Invoices relationships SecurityGroups',
      'POST AOS_Line_Item_Groups',
      'POST AOS_Products_Quotes',
    ]);
    expect(comesBefore(calls, 'GET AOS_Invoices', 'POST AOS_Invoices')).toBe(true);
    for (const later of texts(calls).filter((text) => !/^(GET|POST) AOS_Invoices$/.test(text)))
      expect(comesBefore(calls, 'POST AOS_Invoices', later)).toBe(true);
  });

  it('makes a return with the same name, contact and addresses, dated by the refund', () => {
    const { invoice: original } = saleOf(bench.crm, orderId);
    const [{ invoice } = { invoice: undefined }] = returnsOf(bench.crm, orderId);
    expect(invoice).toMatchObject({
      id: returnId('experience', orderId, textOf(refund, 'refund_id')),
      name: orderId,
      status: 'Returned',
      description: 'customer request',
      invoice_date: '2020-12-20',
      billing_account_id: original.billing_account_id,
      billing_contact_id: original.billing_contact_id,
      billing_address_street: 'No. 1',
      currency_id: '-99',
    });
    expect(sentAttributes(callsLike(calls, 'POST AOS_Invoices')[0])).toMatchObject({ quote_date: '', due_date: '' });
  });

  it('has every amount of the invoice with the other sign: the discount is positive, the rates stay', () => {
    const [{ invoice } = { invoice: undefined }] = returnsOf(bench.crm, orderId);
    expect(figures(invoice, 'total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount', 'total_amount')).toEqual([
      -5400, 20, -5380, -274, -5754,
    ]);
    expect(figures(invoice, 'shipping_amount', 'shipping_tax_amt', 'shipping_tax')).toEqual([-100, -5, 5]);
  });

  it('has every amount of the group with the other sign', () => {
    const [{ groups } = { groups: [] }] = returnsOf(bench.crm, orderId);
    expect(groups).toMatchObject([{ name: 'Day trips', number: '1' }]);
    expect(figures(groups[0], 'total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount', 'total_amount')).toEqual(
      [-5400, 20, -5380, -269, -5649],
    );
  });

  it('has every amount of the line with the other sign and the quantity as it was', () => {
    const original = saleOf(bench.crm, orderId).lines[0];
    const [{ lines, groups } = { lines: [], groups: [] }] = returnsOf(bench.crm, orderId);
    expect(lines).toMatchObject([
      {
        part_number: 'MISM01040500000282',
        product_id: original?.product_id,
        group_id: groups[0]?.id,
        discount: 'Amount',
      },
    ]);
    expect(figures(lines[0], 'product_qty', 'vat')).toEqual([2, 5]);
    expect(
      figures(
        lines[0],
        'product_list_price',
        'product_discount',
        'product_unit_price',
        'product_total_price',
        'vat_amt',
      ),
    ).toEqual([-2700, -10, -2690, -5380, -269]);
    expect(figures(lines[0], 'product_cost_price')).toEqual([-2000]);
  });

  it('is related to the original and to the security groups, and has no promotions', () => {
    const { invoice: original } = saleOf(bench.crm, orderId);
    const [{ invoice } = { invoice: undefined }] = returnsOf(bench.crm, orderId);
    const relate = callsLike(calls, 'POST AOS_Invoices relationships AOS_Invoices')[0];
    expect(relate).toMatchObject({ id: original.id, body: { data: { type: 'AOS_Invoices', id: invoice?.id } } });
    expect(relatedIds(bench.crm, RELATION, original.id)).toEqual([invoice?.id]);
    expect(relatedIds(bench.crm, 'securitygroups_aos_invoices', SECURITY_GROUP)).toContain(invoice?.id);
    expect(relatedIds(bench.crm, 'aos_invoices_owl_promotions_1', invoice?.id)).toEqual([]);
  });
});

describe('refunds of an order', () => {
  const bench = useBench();

  const place = async (overrides: Readonly<Record<string, unknown>>) => {
    const order = newOrder(overrides);
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done' });
    return { order, orderId: textOf(order, 'order_id') };
  };
  const TWO_GROUPS = {
    groups: [
      {
        name: 'Tours',
        lines: [
          newLine({ line_id: 'a', quantity: '3', list_price: '33.33', vat_rate: '5' }),
          newLine({ line_id: 'b', list_price: '9.99', discount: { type: 'Percentage', value: '12.5' }, vat_rate: '7' }),
        ],
      },
      {
        name: 'Goods',
        lines: [newLine({ line_id: 'c', sku: 'CUP', quantity: '2', list_price: '4.5', vat_rate: '5' })],
      },
    ],
    shipping: { amount: '60', tax_rate: '5' },
  };

  it('of everything in two groups negate every single amount', async () => {
    const { order, orderId } = await place(TWO_GROUPS);
    await bench.play('refunds', newRefund(order));
    const sale = saleOf(bench.crm, orderId);
    const [back] = returnsOf(bench.crm, orderId);
    expect(amountsOf(back?.invoice)).toEqual(negated(amountsOf(sale.invoice)));
    expect(back?.groups.map(amountsOf)).toEqual(sale.groups.map((group) => negated(amountsOf(group))));
    // A discount in percent is a rate: it keeps its sign.
    const withoutRate = (record: Columns) => ({
      ...amountsOf(record),
      ...(record.discount === 'Percentage' ? { product_discount: 0, product_discount_usdollar: 0 } : {}),
    });
    expect(back?.lines.map(withoutRate)).toEqual(sale.lines.map((line) => negated(withoutRate(line))));
    expect(back?.lines.map((line) => line.product_discount)).toEqual(sale.lines.map((line) => line.product_discount));
  });

  it('of some lines bring their groups and lines only, without the shipping', async () => {
    const { order, orderId } = await place(TWO_GROUPS);
    await bench.play('refunds', newRefund(order, { lines: [{ line_id: 'c', quantity: '1' }] }));
    const [back] = returnsOf(bench.crm, orderId);
    expect(back?.groups).toMatchObject([{ name: 'Goods', number: '1' }]);
    expect(back?.lines).toMatchObject([{ part_number: 'CUP', number: '1' }]);
    expect(figures(back?.lines[0], 'product_qty', 'product_total_price', 'vat_amt')).toEqual([1, -4.5, -0.23]);
    expect(
      figures(back?.invoice, 'total_amt', 'tax_amount', 'shipping_amount', 'shipping_tax_amt', 'total_amount'),
    ).toEqual([-4.5, -0.23, 0, 0, -4.73]);
  });

  it('of some lines give the shipping back where they say so', async () => {
    const { order, orderId } = await place(TWO_GROUPS);
    await bench.play('refunds', newRefund(order, { lines: [{ line_id: 'c', quantity: '2' }], shipping: true }));
    const [back] = returnsOf(bench.crm, orderId);
    expect(figures(back?.invoice, 'shipping_amount', 'shipping_tax', 'shipping_tax_amt')).toEqual([-60, 5, -3]);
    expect(figures(back?.invoice, 'subtotal_amount', 'tax_amount', 'total_amount')).toEqual([-9, -3.45, -72.45]);
  });

  it('in parts cancel the sale to the last digit', async () => {
    const { order, orderId } = await place(TWO_GROUPS);
    const parts = [
      { lines: [{ line_id: 'a', quantity: '1' }] },
      {
        lines: [
          { line_id: 'a', quantity: '1' },
          { line_id: 'c', quantity: '0.5' },
        ],
        shipping: true,
      },
      {
        lines: [
          { line_id: 'a', quantity: '1' },
          { line_id: 'b', quantity: '1' },
          { line_id: 'c', quantity: '1.5' },
        ],
      },
    ];
    for (const part of parts) {
      expect(await bench.play('refunds', newRefund(order, part))).toMatchObject({ status: 'done', warnings: [] });
    }
    const sale = amountsOf(saleOf(bench.crm, orderId).invoice);
    const backs = returnsOf(bench.crm, orderId).map(({ invoice }) => amountsOf(invoice));
    expect(backs).toHaveLength(3);
    for (const [name, amount] of Object.entries(sale)) {
      expect([name, backs.reduce((sum, back) => sum + (back[name] ?? 0), amount)]).toEqual([
        name,
        expect.closeTo(0, 6),
      ]);
    }
  });

  it('that come at once are recorded one after another, and none is lost', async () => {
    const { order, orderId } = await place({ groups: [{ lines: [newLine({ quantity: '5', vat_rate: '5' })] }] });
    const refunds = Array.from({ length: 5 }, () => newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] }));
    const events = await Promise.all(refunds.map((refund) => bench.play('refunds', refund)));
    expect(events.map((event) => event.status)).toEqual(Array(5).fill('done'));
    const backs = returnsOf(bench.crm, orderId);
    expect(backs.map(({ invoice }) => Number(invoice.total_amount))).toEqual(Array(5).fill(-105));
    const { invoice: original } = saleOf(bench.crm, orderId);
    expect(relatedIds(bench.crm, RELATION, original.id).sort()).toEqual(backs.map(({ invoice }) => invoice.id).sort());
  });

  it('in a foreign currency are recorded in it', async () => {
    const { order, orderId } = await place({ currency: 'USD', groups: [{ lines: [newLine({ list_price: '10' })] }] });
    const calls = await callsDuring(bench, () => bench.play('refunds', newRefund(order)));
    const [back] = returnsOf(bench.crm, orderId);
    for (const record of [back?.invoice, ...(back?.groups ?? []), ...(back?.lines ?? [])]) {
      expect(record?.currency_id).toBe('47009c9c-6151-33e1-49a1-5ea287700de2');
    }
    expect(sentAttributes(callsLike(calls, 'POST AOS_Invoices')[0])).toMatchObject({
      total_amount: -10,
      total_amount_usdollar: -303.030303,
    });
  });

  it('are dated by the calendar of the unit', async () => {
    const { order, orderId } = await place({});
    await bench.play('refunds', newRefund(order, { refunded_at: '2020-12-31T16:00:00Z' }));
    expect(returnsOf(bench.crm, orderId)[0]?.invoice.invoice_date).toBe('2021-01-01');
  });

  it("belong to the contact of the order, whoever's it is by now", async () => {
    const customer = newCustomer();
    const { order, orderId } = await place({ customer });
    await bench.play('refunds', newRefund(order));
    expect(returnsOf(bench.crm, orderId)[0]?.invoice.billing_contact_id).toBe(
      saleOf(bench.crm, orderId).invoice.billing_contact_id,
    );
  });
});

describe.each(['many-to-many', 'one-to-many'] as const)('with a %s relation among invoices', (invoiceRelation) => {
  const bench = useBench({ simulator: { invoiceRelation } });
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  it('the CRM shows both returns of an order at the original', async () => {
    const order = newOrder({ groups: [{ lines: [newLine({ quantity: '2' })] }] });
    await bench.play('orders', order);
    for (let part = 0; part < 2; part += 1) {
      await bench.play('refunds', newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] }));
    }
    const orderId = textOf(order, 'order_id');
    const returns = returnsOf(bench.crm, orderId).map(({ invoice }) => invoice.id);
    const { invoice: original } = saleOf(bench.crm, orderId);
    expect((await staff.related('AOS_Invoices', original.id ?? '', RELATION)).sort()).toEqual(returns.sort());
  });
});
