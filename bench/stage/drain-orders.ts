import type { BenchContext } from '../part.ts';
import type { CrmProcess } from '../processes/crm-client.ts';
import { type SeenCall, systemMs } from '../processes/crm-protocol.ts';
import { startService } from '../processes/service.ts';
import { cpuSeconds } from '../processes/usage.ts';
import type { KnownCustomers } from './known-customers.ts';
import { postAll } from './post.ts';

/** How many services work how widely through which orders. */
export interface DrainOptions {
  readonly services: number;
  /** Events in work, and calls on their way, at once in each service. */
  readonly concurrency: number;
  /** One invoice create at a time, over all services. */
  readonly serialInvoices: boolean;
  readonly orders: number;
  /** What each call takes in the CRM. */
  readonly callMs: number;
  /** More that the services are told. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What one drain came to. */
export interface Drained {
  readonly seconds: number;
  readonly calls: number;
  /** What the calls took in the CRM on the average, its timers and its own work included. */
  readonly meanCallMs: number;
  /** Below this no service could be, given the calls: what limits it is the width, or the invoices one by one. */
  readonly boundSeconds: number;
  /** Shares of one core; null where the system does not tell. */
  readonly crmCpu: number | null;
  readonly serviceCpu: number | null;
  readonly databaseCpu: number | null;
}

/** Orders that each service plays before, so that none is measured cold. */
const WARM_UP = 32;

/**
 * Lets services take in orders while no call of theirs is answered, then answers, and waits until all are done. Their workers are at the
 * first calls of the first orders all that time, with their breakers closed: what is measured begins with the first answer.
 */
export async function drainOrders(
  context: BenchContext,
  { crm, customers }: { readonly crm: CrmProcess; readonly customers: KnownCustomers },
  options: DrainOptions,
): Promise<Drained> {
  const { services: width, concurrency, serialInvoices, orders, callMs, env = {} } = options;
  const services = await Promise.all(
    Array.from({ length: width }, () =>
      startService(context, {
        ...crm.environment,
        DATABASE_URL: customers.databaseUrl,
        WORKER_CONCURRENCY: String(concurrency),
        SUITECRM_CONCURRENCY: String(concurrency),
        SUITECRM_SERIAL_INVOICES: String(serialInvoices),
        ...env,
      }),
    ),
  );
  const urls = services.map(({ url }) => url);
  await crm.answer(0);
  await postAll(urls, 'orders', customers.orders(WARM_UP * width));
  await customers.inbox.allDone();

  await crm.forget();
  await crm.hold();
  await postAll(urls, 'orders', customers.orders(orders));
  const server = await context.server();
  const usage = async () => {
    const [ofCrm, ofDatabase] = [await cpuSeconds(crm.process.pid), await cpuSeconds(server.pid)];
    const ofServices = await Promise.all(services.map(({ process }) => cpuSeconds(process.pid)));
    return { ofCrm, ofDatabase, ofServices: sum(ofServices) };
  };
  const before = await usage();
  const begun = systemMs();
  await crm.answer(callMs);
  await customers.inbox.allDone();
  const seconds = (systemMs() - begun) / 1000;
  const after = await usage();
  const calls = await crm.calls();
  await Promise.all(services.map(({ process }) => process.stop()));

  const invoices = calls.filter(isInvoiceCreate).length;
  if (invoices !== orders) context.fault(`${orders} orders are done by ${invoices} invoices`);
  const inTurn = Math.max(calls.length / (concurrency * width), serialInvoices ? invoices : 0);
  const took = calls.map(({ startedAt, finishedAt }) => (finishedAt ?? startedAt) - Math.max(startedAt, begun));
  const share = (from: number | null, to: number | null) =>
    from === null || to === null ? null : (to - from) / seconds;
  return {
    seconds,
    calls: calls.length,
    meanCallMs: took.reduce((all, one) => all + one, 0) / took.length,
    boundSeconds: (inTurn * callMs) / 1000,
    crmCpu: share(before.ofCrm, after.ofCrm),
    serviceCpu: share(before.ofServices, after.ofServices),
    databaseCpu: share(before.ofDatabase, after.ofDatabase),
  };
}

// The address of a relation begins in the same way.
function isInvoiceCreate({ method, module, path }: SeenCall): boolean {
  return method === 'POST' && module === 'AOS_Invoices' && path === '/Api/V8/module';
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((all, one) => (all === null || one === null ? null : all + one), 0);
}
