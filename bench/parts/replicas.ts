import type { BenchPart, Figure } from '../part.ts';
import { CrmProcess } from '../processes/crm-client.ts';
import { figureOf } from '../report/statistics.ts';
import { drainOrders } from '../stage/drain-orders.ts';
import { knowCustomers } from '../stage/known-customers.ts';
import { intakeSideBySide } from '../stage/side-by-side.ts';

const WIDTHS = [1, 2, 3];
const ORDERS = { quick: 48, full: 384 };
const ROUNDS = { quick: 1, full: 3 };
const SETTING = { concurrency: 16, serialInvoices: false, callMs: 50 };
const NOTE = `WORKER_CONCURRENCY=${SETTING.concurrency} in each, SUITECRM_SERIAL_INVOICES=false, ${SETTING.callMs} ms a call`;

export const replicas: BenchPart = {
  name: 'replicas',
  title: 'One, two and three services on one PostgreSQL',
  async run(context) {
    const taken = await intakeSideBySide(context, WIDTHS);
    const widths = context.quick ? WIDTHS.filter((services) => services !== 2) : WIDTHS;
    const orders = context.quick ? ORDERS.quick : ORDERS.full;
    const crm = await CrmProcess.start(context);
    const customers = await knowCustomers(context, crm, orders);
    const rates = new Map<number, number[]>(widths.map((services) => [services, []]));
    for (let round = 1; round <= (context.quick ? ROUNDS.quick : ROUNDS.full); round += 1) {
      for (const services of rates.keys()) {
        const { seconds } = await drainOrders(context, { crm, customers }, { ...SETTING, services, orders });
        context.log(`round ${round}, drain by ${services}: ${(orders / seconds).toFixed(1)} orders/s`);
        rates.get(services)?.push(orders / seconds);
      }
    }
    const drained = [...rates].map(
      ([services, found]): Figure =>
        figureOf(`drain, ${services === 1 ? '1 process' : `${services} processes`}`, 'orders/s', found, { note: NOTE }),
    );
    return [...taken, ...drained];
  },
};
