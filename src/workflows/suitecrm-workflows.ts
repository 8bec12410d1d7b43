import type { BusinessUnit } from '../config/config.ts';
import { Directory } from '../crm/suitecrm/directory.ts';
import type { SuiteCrm } from '../crm/suitecrm/types.ts';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import type { ShopEvent } from '../domain/events/shop-event.ts';
import type { ClaimedEvent } from '../inbox/claimed-event.ts';
import { OrderHistory } from '../inbox/order-history.ts';
import { Links } from '../links/links.ts';
import { ReturnedLines } from '../links/returned-lines.ts';
import { placeOrder } from './place-order.ts';
import { registerCustomer } from './register-customer.ts';
import { returnOrder } from './return-order.ts';
import type { RunSettings, SuiteCrmRun, WorkflowResult } from './run.ts';
import { Journal } from './runner/journal.ts';
import { StepRunner } from './runner/step-runner.ts';
import { readStoredEvent, StoredEventUnreadable } from './stored-event.ts';
import type { WorkflowLease, WorkflowOutcome, Workflows } from './workflows.ts';

/** What the SuiteCRM workflows stand on. */
export interface SuiteCrmWorkflowsOptions {
  readonly database: Database;
  readonly crm: SuiteCrm;
  readonly units: ReadonlyMap<string, BusinessUnit>;
  readonly settings: RunSettings;
  /** How long a lock on a record may be waited for and held, in milliseconds. */
  readonly lock: { readonly waitMs: number; readonly holdMs: number };
  /** How long look-ups of currencies, categories and promotions stay good, in milliseconds. */
  readonly directoryTtlMs: number;
}

const CRM = 'suitecrm';

/** Runs registrations, orders and refunds against SuiteCRM. */
export class SuiteCrmWorkflows implements Workflows {
  readonly #options: SuiteCrmWorkflowsOptions;
  readonly #links: Links;
  readonly #returnedLines: ReturnedLines;
  readonly #history: OrderHistory;
  readonly #directory: Directory;

  constructor(options: SuiteCrmWorkflowsOptions) {
    this.#options = options;
    this.#links = new Links(options.database, CRM);
    this.#returnedLines = new ReturnedLines(options.database, CRM);
    this.#history = new OrderHistory(options.database);
    this.#directory = new Directory(options.directoryTtlMs);
  }

  async run(event: ClaimedEvent, lease: WorkflowLease, stopping: () => boolean): Promise<WorkflowOutcome> {
    const warnings: string[] = [];
    const run = await this.#prepare(event, lease, stopping, warnings);
    const result = await runWorkflow(run, readStoredEvent(event, this.#options.units));
    return 'waitingFor' in result ? result : { warnings };
  }

  async #prepare(
    event: ClaimedEvent,
    lease: WorkflowLease,
    stopping: () => boolean,
    warnings: string[],
  ): Promise<SuiteCrmRun> {
    const { database, crm, units, settings, lock } = this.#options;
    const unit = units.get(event.businessUnit);
    if (unit?.crm !== CRM) {
      throw new StoredEventUnreadable(event.id, `business unit ${event.businessUnit} is no longer a SuiteCRM one`);
    }
    const journal = new Journal(database, lease);
    return {
      unit,
      crm,
      settings,
      eventId: event.id,
      links: this.#links,
      returnedLines: this.#returnedLines,
      history: this.#history,
      directory: this.#directory,
      runner: new StepRunner({
        eventId: event.id,
        journal,
        links: this.#links,
        earlier: await journal.read(),
        stopping,
      }),
      context: { signal: lease.signal, beforeSend: () => lease.assertHeld() },
      exclusively: (name, work) =>
        withAdvisoryLock(database.pool, `${CRM} ${name}`, { ...lock, signal: lease.signal }, work),
      warn: (text) => warnings.push(text),
      readOrder: (stored) => {
        const read = readStoredEvent(stored, units);
        if (read.type !== 'order.paid') throw new StoredEventUnreadable(stored.id, 'it is no order');
        return read.order;
      },
    };
  }
}

async function runWorkflow(run: SuiteCrmRun, event: ShopEvent): Promise<WorkflowResult> {
  switch (event.type) {
    case 'customer.registered': {
      const { userId } = event.customer;
      if (userId === null) throw new StoredEventUnreadable(run.eventId, 'a registration needs a user id');
      return await registerCustomer(run, { ...event.customer, userId });
    }
    case 'order.paid':
      return await placeOrder(run, event.order);
    case 'order.refunded':
      return await returnOrder(run, event.refund);
  }
}
