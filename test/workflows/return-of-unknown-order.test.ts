import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { figures, relatedIds, returnsOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newLine, newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';
import { ACCOUNT, CONTACT, StaffSale } from '../support/workflows/staff-sale.ts';

describe('the refund of an order that only the CRM knows', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
    await staff.create('Contacts', { last_name: 'Old' }, CONTACT);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const refundOf = (sale: StaffSale, overrides: Readonly<Record<string, unknown>> = {}) =>
    newRefund({ data: { order_id: sale.name } }, overrides);

  /** Two groups: 2 × 90 − 10 with 5 percent, 180 as in the guide with a unit price of 0; 100 shipping with 5 percent. */
  async function twoGroups() {
    const sale = await new StaffSale(staff).write({
      shipping_amount: '100.000000',
      shipping_tax: '5.0',
      shipping_tax_amt: '5.000000',
    });
    const [one, two] = [await sale.group('One'), await sale.group('Two')];
    const tea = await sale.line(one, 1, {
      part_number: 'M-TEA',
      product_qty: '2.0000',
      product_list_price: '100.000000',
      product_discount: '10.000000',
      discount: 'Amount',
      product_unit_price: '90.000000',
      product_total_price: '180.000000',
      vat: '5.0',
      vat_amt: '9.000000',
    });
    const cup = await sale.line(two, 1, { part_number: 'M-CUP', product_unit_price: '0.000000' });
    const pot = await sale.line(two, 2, { part_number: 'M-POT' });
    return { sale, tea, cup, pot };
  }

  it('reads the invoice, all its groups and its lines, and takes everything back', async () => {
    const { sale } = await twoGroups();
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('refunds', refundOf(sale))).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual([
      'GET AOS_Invoices',
      'GET AOS_Invoices relationships',
      'GET AOS_Invoices relationships',
      'GET AOS_Invoices relationships',
      'GET AOS_Products_Quotes',
      'POST AOS_Invoices',
      'POST AOS_Invoices relationships AOS_Invoices',
      'POST AOS_Invoices relationships SecurityGroups',
      'POST AOS_Line_Item_Groups',
      'POST AOS_Line_Item_Groups',
      'POST AOS_Products_Quotes',
      'POST AOS_Products_Quotes',
      'POST AOS_Products_Quotes',
    ]);
    const [back, ...others] = returnsOf(bench.crm, sale.name);
    expect(others).toEqual([]);
    expect(back?.invoice).toMatchObject({
      name: sale.name,
      billing_account_id: ACCOUNT,
      billing_contact_id: CONTACT,
      billing_address_street: 'No. 1\nFloor 2',
      billing_address_city: 'Taipei',
      currency_id: '-99',
    });
    expect(
      figures(back?.invoice, 'total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount', 'total_amount'),
    ).toEqual([-560, 20, -540, -14, -654]);
    expect(figures(back?.invoice, 'shipping_amount', 'shipping_tax', 'shipping_tax_amt')).toEqual([-100, 5, -5]);
    expect(back?.groups.map((group) => [group.name, ...figures(group, 'number', 'total_amount')])).toEqual([
      ['One', 1, -189],
      ['Two', 2, -360],
    ]);
    expect(
      back?.lines.map((line) => [line.part_number, ...figures(line, 'product_qty', 'product_total_price')]),
    ).toEqual([
      ['M-TEA', 2, -180],
      ['M-CUP', 1, -180],
      ['M-POT', 1, -180],
    ]);
    expect(relatedIds(bench.crm, 'aos_invoices_aos_invoices_1', sale.invoice)).toEqual([back?.invoice.id]);
  });

  it.each([
    ['its part number', 'part number'],
    ['its number in the group', 'number'],
    ['its id in the CRM', 'id'],
  ])('takes back a line that is named by %s', async (_, kind) => {
    const { sale, pot } = await twoGroups();
    const name = { 'part number': 'M-POT', number: '2', id: pot }[kind];
    const refund = refundOf(sale, { lines: [{ line_id: name, quantity: '1' }] });
    expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, sale.name)).toMatchObject([
      { groups: [{ name: 'Two' }], lines: [{ part_number: 'M-POT', product_total_price: '-180.000000' }] },
    ]);
  });

  it('takes back a line by the id of the shop where the order was once ours', async () => {
    const order = newOrder({ groups: [{ lines: [newLine({ line_id: 'L-9', quantity: '2' })] }] });
    await bench.play('orders', order);
    await forgetEverything(bench);
    const refund = newRefund(order, { lines: [{ line_id: 'L-9', quantity: '1' }] });
    expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, textOf(order, 'order_id'))).toMatchObject([{ lines: [{ product_qty: '1.0000' }] }]);
  });

  it('in parts takes back no more than was sold', async () => {
    const { sale } = await twoGroups();
    const part = () => refundOf(sale, { lines: [{ line_id: 'M-TEA', quantity: '1' }] });
    for (const status of ['done', 'done', 'dead'])
      expect(await bench.play('refunds', part())).toMatchObject({ status });
    expect(returnsOf(bench.crm, sale.name).map(({ invoice }) => Number(invoice.total_amount))).toEqual([-94.5, -94.5]);
  });

  it('is refused where the name of a line fits several, and names them all', async () => {
    const { sale, tea, cup } = await twoGroups();
    const event = await bench.play('refunds', refundOf(sale, { lines: [{ line_id: '1', quantity: '1' }] }));
    expect(event).toMatchObject({ status: 'dead', errorClass: 'permanent', errorCode: 'unknown_refund_line' });
    expect(event.errorMessage).toContain(`${tea} (M-TEA, number 1)`);
    expect(event.errorMessage).toContain(`${cup} (M-CUP, number 1)`);
    expect(returnsOf(bench.crm, sale.name)).toEqual([]);
  });

  it('is for a person to decide where two paid invoices have its name', async () => {
    const sale = await new StaffSale(staff).write();
    const first = sale.invoice;
    await sale.write();
    const event = await bench.play('refunds', refundOf(sale));
    expect(event).toMatchObject({
      status: 'dead',
      attempts: 1,
      errorClass: 'ambiguous',
      errorStep: 'original look-up',
    });
    for (const id of [first, sale.invoice]) expect(event.errorMessage).toContain(id);

    bench.crm.remove('AOS_Invoices', first);
    await sale.line(await sale.group('One'), 1, {});
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
  });

  it('waits where the only invoice of that name is not paid', async () => {
    const sale = await new StaffSale(staff).write({ status: 'Not Paid' });
    expect(await bench.play('refunds', refundOf(sale))).toMatchObject({ status: 'waiting' });
  });

  it('is dead where the only invoice of that name is canceled, before anything is written', async () => {
    const sale = await new StaffSale(staff).write({ status: 'Canceled' });
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('refunds', refundOf(sale))).toMatchObject({
        status: 'dead',
        attempts: 1,
        errorClass: 'permanent',
        errorCode: 'order_canceled',
        errorMessage: expect.stringContaining(sale.invoice),
      });
    });
    // Refunds of other tests that wait may look meanwhile.
    expect(texts(calls).filter((text) => !text.startsWith('GET'))).toEqual([]);
  });

  it('waits where one invoice of that name is canceled and another is not paid yet', async () => {
    const sale = await new StaffSale(staff).write({ status: 'Canceled' });
    await sale.write({ status: 'Not Paid' });
    expect(await bench.play('refunds', refundOf(sale))).toMatchObject({ status: 'waiting' });
  });

  it('stops at an invoice without lines; once they are there, a replay goes on', async () => {
    const sale = await new StaffSale(staff).write();
    const event = await bench.play('refunds', refundOf(sale));
    expect(event).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorMessage: `AOS_Invoices ${sale.invoice} cannot be returned: it has no lines; correct it in the CRM, then replay the event`,
    });
    await sale.line(await sale.group('One'), 1, {});
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, sale.name)).toMatchObject([{ invoice: { total_amount: '-180.000000' } }]);
  });

  it('with a header that its lines do not make takes back the header, as the guide has it, and says so', async () => {
    const header = { total_amt: '399.000000', discount_amount: '-21.000000', subtotal_amount: '378.000000' };
    const sale = await new StaffSale(staff).write({ ...header, tax_amount: '0.000000', total_amount: '378.000000' });
    await sale.line(await sale.group('One'), 1, {
      product_list_price: '399.000000',
      product_total_price: '399.000000',
    });
    const at = `AOS_Invoices ${sale.invoice}`;
    expect(await bench.play('refunds', refundOf(sale))).toMatchObject({
      status: 'done',
      warnings: [
        `${at}: the discount is -21 in its header and 0 by its lines; the return takes back what the header says`,
        `${at}: the total is 378 in its header and 399 by its lines; the return takes back what the header says`,
      ],
    });
    const [back] = returnsOf(bench.crm, sale.name);
    expect(
      figures(back?.invoice, 'total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount', 'total_amount'),
    ).toEqual([-399, 21, -378, 0, -378]);
    expect(figures(back?.lines[0], 'product_total_price')).toEqual([-399]);
  });

  it('takes back its groups with the figures that they state, and says where their lines make others', async () => {
    const sale = await new StaffSale(staff).write();
    const group = await sale.group('One', {
      total_amt: '200.000000',
      discount_amount: '-30.000000',
      subtotal_amount: '170.000000',
      tax_amount: '8.500000',
      total_amount: '178.500000',
    });
    await sale.line(group, 1, {});
    const { warnings } = await bench.play('refunds', refundOf(sale));
    expect(warnings).toContain(
      `AOS_Line_Item_Groups ${group}: the total is 178.5 in the group and 180 by its lines; the return takes back what the group says`,
    );
    const [back] = returnsOf(bench.crm, sale.name);
    expect(
      figures(back?.groups[0], 'total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount', 'total_amount'),
    ).toEqual([-200, 30, -170, -8.5, -178.5]);
  });

  it('keeps lines that stand in no group', async () => {
    const sale = await new StaffSale(staff).write();
    await sale.line('', 1, { part_number: 'LOOSE' });
    expect(await bench.play('refunds', refundOf(sale))).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, sale.name)).toMatchObject([
      { invoice: { total_amount: '-180.000000' }, groups: [{ number: '1' }], lines: [{ part_number: 'LOOSE' }] },
    ]);
  });

  it('takes back more lines than the CRM lists at once', async () => {
    const sale = await new StaffSale(staff).write();
    const group = await sale.group('Many');
    for (let number = 1; number <= 25; number += 1) await sale.line(group, number, {});
    expect(await bench.play('refunds', refundOf(sale))).toMatchObject({ status: 'done' });
    const [back] = returnsOf(bench.crm, sale.name);
    expect(back?.lines).toHaveLength(25);
    expect(back?.invoice.total_amount).toBe('-4500.000000');
  });

  it.each([
    ['active', '47009c9c-6151-33e1-49a1-5ea287700de2'],
    ['not active any more', '57009c9c-6151-33e1-49a1-5ea287700de2'],
  ])('is in the currency of the invoice, which is %s', async (_, currency_id) => {
    const sale = await new StaffSale(staff).write({ currency_id });
    await sale.line(await sale.group('One'), 1, { currency_id });
    expect(await bench.play('refunds', refundOf(sale))).toMatchObject({ status: 'done' });
    expect(returnsOf(bench.crm, sale.name)).toMatchObject([{ invoice: { currency_id } }]);
  });
});

/** The service as it was on its first day, beside a CRM that it worked for before. */
async function forgetEverything(bench: Bench): Promise<void> {
  const { prisma } = bench.database.database;
  await prisma.event.deleteMany();
  await prisma.link.deleteMany();
}
