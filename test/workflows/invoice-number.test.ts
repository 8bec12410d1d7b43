import { beforeEach, describe, expect, it } from 'vitest';
import { faultActions, type SuiteCrmFaultAction } from '../../lab/simulator/suitecrm/index.ts';
import { useBench } from '../support/service.ts';
import { returnsOf, saleOf } from '../support/workflows/crm-records.ts';
import { newOrder, newRefund, textOf } from '../support/workflows/shop-events.ts';

const INVOICES = 'AOS_Invoices';

describe('an invoice that the CRM gives a number which another one has', () => {
  const bench = useBench();
  let first: ReturnType<typeof newOrder>;
  beforeEach(async () => {
    first = newOrder();
    expect(await bench.play('orders', first)).toMatchObject({ status: 'done', warnings: [] });
    hide(first);
  });

  const invoiceOf = (order: ReturnType<typeof newOrder>) => saleOf(bench.crm, textOf(order, 'order_id')).invoice;
  /** The CRM counts from the highest number that it sees, and gives this order's once more. */
  const hide = (order: ReturnType<typeof newOrder>) => {
    for (const { id, values } of bench.crm.records(INVOICES))
      if (Number(values.number) >= Number(invoiceOf(order).number)) bench.crm.edit(INVOICES, id, { number: '0' });
  };
  const holders = async () => {
    const { link } = bench.database.database.prisma;
    return await link.findMany({ where: { kind: 'invoice_number' }, orderBy: { createdAt: 'asc' } });
  };
  it('gets the next one that nobody has', async () => {
    const order = newOrder();
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    const { id, number } = invoiceOf(order);
    const links = await holders();
    expect(links.find(({ localId }) => localId === number)).toMatchObject({ crmId: id, origin: 'created' });
    expect(links.filter(({ crmId }) => crmId === id)).toHaveLength(1);
  });
});
