import { orderOf } from '../load/messages.ts';
import type { BenchContext } from '../part.ts';
import type { CrmProcess } from '../processes/crm-client.ts';
import { startService } from '../processes/service.ts';
import { InboxReader } from './inbox.ts';
import { postAll } from './post.ts';

const WORKERS = '16';

/** A database and a CRM in which so many customers stand, who have each paid for the three products before. */
export interface KnownCustomers {
  readonly databaseUrl: string;
  readonly inbox: InboxReader;
  /** New orders, each of another of the customers. */
  orders(count: number): object[];
}

/** Plays the first order of each customer, with a service of its own and a CRM that answers at once. */
export async function knowCustomers(context: BenchContext, crm: CrmProcess, count: number): Promise<KnownCustomers> {
  const databaseUrl = await (await context.server()).create('known_customers');
  const { url, process } = await startService(context, {
    ...crm.environment,
    DATABASE_URL: databaseUrl,
    WORKER_CONCURRENCY: WORKERS,
    SUITECRM_CONCURRENCY: WORKERS,
    // Calls that take no time run one after another in the simulated CRM.
    SUITECRM_SERIAL_INVOICES: 'false',
  });
  const inbox = await InboxReader.open(databaseUrl);
  context.defer(() => inbox.close());
  const customers = Array.from({ length: count }, (_, index) => `u-${index}`);
  let numbered = 0;
  const orders = (wanted: number) =>
    Array.from({ length: wanted }, (_, index) => {
      numbered += 1;
      return orderOf(`O-${numbered}`, customers[index % count] ?? '');
    });
  await postAll([url], 'orders', orders(count));
  await inbox.allDone();
  await process.stop();
  return { databaseUrl, inbox, orders };
}
