import type { BenchPart, Figure } from '../part.ts';
import { CrmProcess } from '../processes/crm-client.ts';
import { atLeast, atMost, figureOf } from '../report/statistics.ts';
import { type Drained, drainOrders } from '../stage/drain-orders.ts';
import { knowCustomers } from '../stage/known-customers.ts';

const CALL_MS = 50;
/** Whole generations of orders at both widths: a rest of a few orders would be a generation of its own. */
const ORDERS = { quick: 64, full: 384 };
const ROUNDS = { quick: 1, full: 3 };

/** The last of them is bound by its invoices like the first, and left out of a quick run. */
const SETTINGS = [
  { concurrency: 16, serialInvoices: true },
  { concurrency: 16, serialInvoices: false },
  { concurrency: 64, serialInvoices: false },
  { concurrency: 64, serialInvoices: true },
] as const;

export const drain: BenchPart = {
  name: 'drain',
  title: `Orders of known customers brought into a CRM whose calls take ${CALL_MS} ms`,
  async run(context) {
    const orders = context.quick ? ORDERS.quick : ORDERS.full;
    const crm = await CrmProcess.start(context);
    context.log(`making ${orders} customers known`);
    const customers = await knowCustomers(context, crm, orders);
    const found = SETTINGS.slice(0, context.quick ? -1 : undefined).map((setting) => ({
      setting,
      rounds: [] as Drained[],
      doubled: 0,
    }));
    for (let round = 1; round <= (context.quick ? ROUNDS.quick : ROUNDS.full); round += 1) {
      for (const one of found) {
        const before = await doubledNumbers(crm);
        const drained = await drainOrders(
          context,
          { crm, customers },
          { ...one.setting, services: 1, orders, callMs: CALL_MS },
        );
        context.log(`round ${round}, ${nameOf(one.setting)}: ${drained.seconds.toFixed(2)} s for ${orders} orders`);
        one.rounds.push(drained);
        one.doubled += (await doubledNumbers(crm)) - before;
      }
    }
    return found.flatMap(({ setting, rounds, doubled }) => figuresOf(setting, rounds, { orders, doubled }));
  },
};

type Setting = (typeof SETTINGS)[number];

function nameOf({ concurrency, serialInvoices }: Setting): string {
  return `WORKER_CONCURRENCY=${concurrency}, SUITECRM_SERIAL_INVOICES=${serialInvoices}`;
}

function figuresOf(
  setting: Setting,
  rounds: readonly Drained[],
  { orders, doubled }: { readonly orders: number; readonly doubled: number },
): Figure[] {
  const name = nameOf(setting);
  return [
    figureOf(
      name,
      'orders/s',
      rounds.map(({ seconds }) => orders / seconds),
      { note: noteOf(rounds, orders) },
    ),
    figureOf(
      `part of the bound, ${name}`,
      '×',
      rounds.map(({ seconds, boundSeconds }) => boundSeconds / seconds),
      {
        target: atLeast(0.95),
      },
    ),
    { name: `doubled numbers, ${name}`, value: doubled, unit: 'invoices', target: atMost(0) },
  ];
}

function noteOf(rounds: readonly Drained[], orders: number): string {
  const last = rounds.at(-1);
  if (last === undefined) return '';
  const share = (value: number | null) => (value === null ? 'unknown' : `${Math.round(value * 100)} %`);
  return [
    `${(last.calls / orders).toFixed(2)} calls an order, ${last.meanCallMs.toFixed(1)} ms each in the CRM`,
    `of one core the CRM took ${share(last.crmCpu)}, the service ${share(last.serviceCpu)}, PostgreSQL ${share(last.databaseCpu)}`,
  ].join('; ');
}

/** How many invoices have a number that an earlier one has. */
async function doubledNumbers(crm: CrmProcess): Promise<number> {
  const numbers = await crm.invoiceNumbers();
  return numbers.length - new Set(numbers).size;
}
