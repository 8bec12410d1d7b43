import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultMatch } from '../../lab/simulator/frame/faults.ts';
import { useBench } from '../support/service.ts';
import { callsDuring } from '../support/workflows/calls.ts';
import { returnsOf } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newRefund } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';
import { CONTACT, StaffSale } from '../support/workflows/staff-sale.ts';

const CURRENCY = '47009c9c-6151-33e1-49a1-5ea287700de2';
const GROUPS: FaultMatch = { method: 'GET', path: /relationships\/aos_line_item_groups/ };

describe('an original in the CRM that reads otherwise than it should', () => {
  const bench = useBench();
  let staff: Staff;
  beforeAll(async () => {
    staff = staffOf(bench.crm);
    await staff.create('Contacts', { last_name: 'Old' }, CONTACT);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const refundOf = (sale: StaffSale) => newRefund({ data: { order_id: sale.name } });

  /** The next such call is answered with these records. */
  function answerOnce(match: FaultMatch, data: unknown): void {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ data });
    bench.crm.faults.add({ match, action: { kind: 'answer', commit: false, status: 200, headers, body } });
  }

  it.each(['1,234.50', '1.234,50', 'TWD 180', '1e3', '9'.repeat(200)])(
    'is not returned for an amount of %s; once it was corrected, a replay goes on',
    async (product_list_price) => {
      const sale = await new StaffSale(staff).write();
      const group = await sale.group('One');
      const line = await sale.line(group, 1, {});
      const attributes = { product_list_price, product_qty: '1.0000', group_id: group, part_number: 'TEA' };
      answerOnce({ method: 'GET', module: 'AOS_Products_Quotes' }, [
        { type: 'AOS_Products_Quotes', id: line, attributes },
      ]);
      const event = await bench.play('refunds', refundOf(sale));
      expect(event).toMatchObject({
        status: 'dead',
        attempts: 1,
        errorClass: 'permanent',
        errorCode: 'unreadable_invoice',
        errorStep: 'original lines',
        errorMessage: `AOS_Invoices ${sale.invoice} cannot be returned: product_list_price of AOS_Products_Quotes ${line} is no plain number such as 180.00; correct it in the CRM, then replay the event`,
      });
      expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
      expect(returnsOf(bench.crm, sale.name)).toMatchObject([{ invoice: { total_amount: '-180.000000' } }]);
    },
  );

  it.each(['0', '1,2', '', '-1'])('is not returned in a currency whose rate is %j', async (conversion_rate) => {
    const sale = await new StaffSale(staff).write({ currency_id: CURRENCY });
    await sale.line(await sale.group('One'), 1, { currency_id: CURRENCY });
    const attributes = { conversion_rate, iso4217: 'USD', name: 'US Dollar', status: 'Active' };
    answerOnce({ method: 'GET', module: 'Currencies' }, { type: 'Currency', id: CURRENCY, attributes });
    const event = await bench.play('refunds', refundOf(sale));
    expect(event).toMatchObject({
      status: 'dead',
      errorClass: 'permanent',
      errorCode: 'unreadable_invoice',
      errorMessage: expect.stringContaining(
        `conversion_rate of Currencies ${CURRENCY} is no plain number greater than 0`,
      ),
    });
    expect(await replayed(bench, event.id)).toMatchObject({ status: 'done' });
  });

  it('is asked for its groups once more where its lines name some and the CRM lists none', async () => {
    const sale = await new StaffSale(staff).write();
    await sale.line(await sale.group('Day trips'), 1, {});
    answerOnce(GROUPS, []);
    expect(await bench.play('refunds', refundOf(sale))).toMatchObject({ status: 'done', attempts: 1 });
    expect(returnsOf(bench.crm, sale.name)).toMatchObject([{ groups: [{ name: 'Day trips' }] }]);
  });

  it('is believed to have no groups where its lines name none', async () => {
    const sale = await new StaffSale(staff).write();
    await sale.line('', 1, {});
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('refunds', refundOf(sale))).toMatchObject({ status: 'done' });
    });
    expect(calls.filter(({ path }) => path.endsWith('/aos_line_item_groups'))).toHaveLength(1);
  });
});
