import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactId, lineId, productId } from '../../../src/domain/record-ids.ts';
import { useBench } from '../../support/service.ts';
import { callsDuring, texts } from '../../support/workflows/calls.ts';
import { recordWith, saleOf } from '../../support/workflows/crm-records.ts';
import { replayed } from '../../support/workflows/events.ts';
import {
  newCustomer,
  newCustomerUpdate,
  newId,
  newLine,
  newOrder,
  newOrderUpdate,
  newProduct,
  newRefund,
  textOf,
} from '../../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../../support/workflows/staff.ts';

const UNIT = 'experience';

describe('an update that is done and looks again', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(() => {
    staff = staffOf(bench.crm);
  });
  afterAll(() => staff.leave());

  it('of an order is made again where the invoice says otherwise, and not where a newer one was applied', async () => {
    const order = newOrder();
    const orderId = textOf(order, 'order_id');
    await bench.play('orders', order);
    const first = await bench.play('order-updates', newOrderUpdate(order, { description: 'first' }));
    const quiet = await callsDuring(bench, () => replayed(bench, first.id, 'again'));
    expect(texts(quiet).filter((text) => !text.startsWith('GET'))).toEqual([]);
    await staff.update('AOS_Invoices', saleOf(bench.crm, orderId).invoice.id ?? '', { description: 'lost' });
    expect(await replayed(bench, first.id, 'again')).toMatchObject({ status: 'done', warnings: [] });
    expect(saleOf(bench.crm, orderId).invoice.description).toBe('first');
    const later = { description: 'second', updated_at: '2031-01-01T00:00:00Z' };
    await bench.play('order-updates', newOrderUpdate(order, later));
    expect(await replayed(bench, first.id, 'again')).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining('nothing was changed')],
    });
    expect(saleOf(bench.crm, orderId).invoice.description).toBe('second');
  });

  it('of a customer writes nothing where the address stands', async () => {
    const customer = newCustomer();
    const id = contactId({ email: customer.email });
    await bench.play('orders', newOrder({ customer }));
    const address = `${newId('new').toLowerCase()}@example.com`;
    const event = await bench.play(
      'customer-updates',
      newCustomerUpdate({ user_id: customer.user_id, email: address }),
    );
    const calls = await callsDuring(bench, async () => {
      expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls).filter((text) => !text.startsWith('GET'))).toEqual([]);
    expect(await staff.emails('Contacts', id)).toEqual([address, '']);
  });

  it('of a product makes it anew, and what it names stands', async () => {
    const sku = newId('SKU');
    await bench.play('orders', newOrder({ groups: [{ name: 'One', lines: [newLine({ sku })] }] }));
    const event = await bench.play('products', newProduct(sku, { name: 'Oolong' }));
    bench.crm.remove('AOS_Products', productId(sku));
    expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done' });
    expect(recordWith(bench.crm, 'AOS_Products', { id: productId(sku, 2) })).toMatchObject({ name: 'Oolong' });
  });
});

describe('a line that was made anew', () => {
  const bench = useBench();

  it('is given back once, even where only the CRM knows the order by now', async () => {
    const order = newOrder();
    const orderId = textOf(order, 'order_id');
    const event = await bench.play('orders', order);
    const part = () => newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] });
    expect(await bench.play('refunds', part())).toMatchObject({ status: 'done' });
    bench.crm.remove('AOS_Products_Quotes', lineId(UNIT, orderId, '1'));
    expect(await replayed(bench, event.id, 'again')).toMatchObject({ status: 'done' });
    expect(saleOf(bench.crm, orderId).lines).toMatchObject([{ id: lineId(UNIT, orderId, '1', 2) }]);
    await bench.database.database.prisma.event.delete({ where: { id: event.id } });
    expect(await bench.play('refunds', part())).toMatchObject({ status: 'dead', errorCode: 'return_exceeds_sale' });
  });
});
