import type { BusinessUnit } from '../../config/config.ts';
import { Directory } from '../../crm/suitecrm/directory.ts';
import { isShown } from '../../crm/suitecrm/is-shown.ts';
import { INVOICES } from '../../crm/suitecrm/modules/invoices.ts';
import { doubting } from '../../crm/suitecrm/standing.ts';
import type { SuiteCrm } from '../../crm/suitecrm/types.ts';
import type { Database } from '../../database/client.ts';
import type { ShopEvent } from '../../domain/events/event-types.ts';
import type { EventContent } from '../../inbox/claimed-event.ts';
import { findTelling, findTellings } from '../../inbox/customer-history.ts';
import { OrderHistory } from '../../inbox/order-history.ts';
import { AppliedUpdates } from '../../links/applied-updates.ts';
import { InvoiceNumbers } from '../../links/invoice-numbers.ts';
import { Links } from '../../links/links.ts';
import { ReturnedLines } from '../../links/returned-lines.ts';
import type { WorkflowResult } from '../outcome.ts';
import { PlanningCrm } from '../planning/planning-suitecrm.ts';
import { untilStill } from '../runner/left-behind.ts';
import { Remains } from '../runner/remains.ts';
import { type Begun, type InThought, type RunOptions, runEvents } from '../runner/run-events.ts';
import { readStoredEvent, recallEvent, StoredEventUnreadable } from '../stored-event.ts';
import { toldCustomer } from '../told-customer.ts';
import { updateByRegistration } from '../told-later.ts';
import type { Planner, Workflows } from '../workflows.ts';
import { placeOrder } from './place-order.ts';
import { registerKnown } from './register-known.ts';
import { returnOrder } from './return-order.ts';
import type { RunSettings, SuiteCrmRun } from './run.ts';
import { updateCustomer } from './update-customer.ts';
import { updateOrder } from './update-order.ts';
import { updateProduct } from './update-product.ts';

/** What the SuiteCRM workflows stand on. */
export interface SuiteCrmWorkflowsOptions extends Pick<RunOptions, 'tracing' | 'events' | 'workingTime'> {
  readonly database: Database;
  readonly crm: SuiteCrm;
  readonly units: ReadonlyMap<string, BusinessUnit>;
  readonly settings: RunSettings;
  /** How long a lock on a record may be waited for and held, in milliseconds. */
  readonly lock: { readonly waitMs: number; readonly holdMs: number; readonly aliveMs: number };
  /** How long look-ups of currencies, categories and promotions stay good, in milliseconds. */
  readonly directoryTtlMs: number;
}

const CRM = 'suitecrm';

/** Runs and plans registrations, orders, refunds and updates against SuiteCRM. */
export function suiteCrmWorkflows(options: SuiteCrmWorkflowsOptions): Workflows & Planner {
  const { database, crm, units, settings, lock, workingTime, events } = options;
  const links = new Links(database, CRM);
  const numbers = new InvoiceNumbers(database, CRM, INVOICES);
  const returnedLines = new ReturnedLines(database, CRM);
  const updates = new AppliedUpdates(database, CRM);
  const history = new OrderHistory(database);
  const directory = new Directory(options.directoryTtlMs);

  function reading(event: EventContent) {
    const unit = units.get(event.businessUnit);
    if (unit?.crm !== CRM) {
      throw new StoredEventUnreadable(event.id, `business unit ${event.businessUnit} is no longer a SuiteCRM one`);
    }
    return {
      unit,
      // Who looks whether everything still stands believes no look of before.
      settings: event.mode === 'resume' ? settings : { ...settings, linkCheckMs: 0 },
      eventId: event.id,
      seq: event.seq,
      links,
      history,
      remains: new Remains(database, event),
      readRegistration: async (userId) =>
        toldCustomer(await findTellings(database, { businessUnit: unit.name, userId }, event.seq)),
      async asLateRegistration(customer, by) {
        const { userId } = customer;
        const first = await findTelling(database, by);
        const tellings =
          userId === null ? [] : await findTellings(database, { businessUnit: unit.name, userId }, event.seq);
        const told = first === null ? tellings : [first, ...tellings.filter(({ id }) => id !== first.id)];
        return updateByRegistration(customer, readStoredEvent(event).at, told);
      },
      recallOrder(stored) {
        const read = recallEvent(stored);
        return read?.event.type === 'order.paid' ? { ...read.event, isRemoved: read.isRemoved } : null;
      },
    } satisfies Partial<SuiteCrmRun>;
  }

  function work(event: ShopEvent, { stored, lease, runner, context, warn }: Begun): Promise<WorkflowResult> {
    const stillness = {
      database,
      time: workingTime,
      signal: lease.signal,
      shows: (module: string, id: string) => isShown(crm, module, id, context),
    };
    const inTurn = <T>(name: string, alone: () => Promise<T>, onNext?: () => void) =>
      database.locks.hold(`${CRM} ${name}`, { ...lock, signal: lease.signal, onNext }, alone);
    return workflowOf(event, {
      ...reading(stored),
      directory,
      crm: doubting(crm, settings.lookAgain),
      runner,
      context,
      warn,
      numbers: {
        pending: (invoice) => numbers.pending(invoice),
        bearers: (invoices) => numbers.bearers(invoices),
        claim: (number, invoice) => numbers.claim(lease, number, invoice),
        claimNext: (next) => numbers.claimNext(lease, next),
        prove: (number, invoice) => numbers.prove(lease, number, invoice),
        release: (invoice) => numbers.release(lease, invoice),
      },
      link: (made) => links.add(lease, made),
      takeUpLead: (lead) => links.takeUpLead(lease, lead),
      see: (module, crmId) => links.see(module, crmId),
      knowEmail: (module, crmId, email) => links.knowEmail(module, crmId, email),
      mend: async (kinds, gone, successor, warning) => {
        await links.mend(lease, { kinds, gone, successor, warning: warning.text });
        events.emit('warned', { type: stored.type, warnings: [warning] });
      },
      returnedLines: {
        read: (refund) => returnedLines.read(refund),
        reserve: (refund, taken, before) => returnedLines.reserve(lease, refund, taken, before),
        settle: (refund, taken, before) => returnedLines.settle(lease, refund, taken, before),
        release: (refund) => returnedLines.release(lease, refund),
      },
      updates: {
        find: (key) => updates.find(key),
        apply: (key, updatedAt) => updates.apply(lease, key, updatedAt),
      },
      inTurn,
      exclusively: (name, writes, alone) =>
        inTurn(name, async () => {
          await untilStill(writes, stillness);
          return await alone();
        }),
    });
  }

  /** Everything can be read; nothing is written, remembered, locked or warned of. */
  function think(event: ShopEvent, { stored, runner, context, note }: InThought): Promise<WorkflowResult> {
    return workflowOf(event, {
      ...reading(stored),
      directory: { get: (kind, name) => directory.get(kind, name), remember: () => {}, forget: () => {} },
      crm: new PlanningCrm(runner, note),
      runner,
      context,
      warn: () => {},
      numbers: {
        pending: (invoice) => numbers.pending(invoice),
        bearers: (invoices) => numbers.bearers(invoices),
        claim: async (_number, crmId) => ({ crmId, pending: false, settled: true }),
        claimNext: async ({ above }) => above,
        prove: async () => {},
        release: async () => {},
      },
      link: async () => {},
      takeUpLead: async () => {},
      see: async () => {},
      knowEmail: async () => {},
      mend: async () => {},
      returnedLines: {
        read: (refund) => returnedLines.read(refund),
        reserve: async () => true,
        settle: async () => {},
        release: async () => {},
      },
      updates: { find: (key) => updates.find(key), apply: async () => {} },
      inTurn: (_name, alone) => alone(),
      exclusively: (_name, _writes, alone) => alone(),
    });
  }

  return runEvents({ crm: CRM, work, think }, { ...options, links });
}

async function workflowOf(event: ShopEvent, run: SuiteCrmRun): Promise<WorkflowResult> {
  switch (event.type) {
    case 'customer.registered':
      return await registerKnown(run, event.customer);
    case 'customer.updated':
      return await updateCustomer(run, event.update);
    case 'order.paid':
      return await placeOrder(run, event);
    case 'order.updated':
      return await updateOrder(run, event.update);
    case 'product.updated':
      return await updateProduct(run, event.update);
    case 'order.refunded':
      return await returnOrder(run, event.refund);
    case 'contract.products':
      throw new StoredEventUnreadable(run.eventId, `${CRM} takes no ${event.type}`);
  }
}
