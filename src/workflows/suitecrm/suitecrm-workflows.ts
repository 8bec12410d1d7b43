import { Directory } from '../../crm/suitecrm/directory.ts';
import { isShown } from '../../crm/suitecrm/is-shown.ts';
import { doubting } from '../../crm/suitecrm/standing.ts';
import type { SuiteCrm } from '../../crm/suitecrm/types.ts';
import type { ShopEvent } from '../../domain/events/shop-event.ts';
import type { Warning } from '../../domain/warning.ts';
import type { ClaimedEvent, EventContent } from '../../inbox/claimed-event.ts';
import { findRegistration } from '../../inbox/find-registration.ts';
import { OrderHistory, type StoredOrder } from '../../inbox/order-history.ts';
import { Links } from '../../links/links.ts';
import { ReturnedLines } from '../../links/returned-lines.ts';
import { doneSteps, endOf, nothingToDo, type Plan } from '../planning/plan.ts';
import { PlanningRunner } from '../planning/planning-runner.ts';
import { PlanningCrm, withoutWriting } from '../planning/planning-suitecrm.ts';
import { findRepeated } from '../repeated-event.ts';
import { callContext } from '../runner/call-context.ts';
import { Journal, readJournal } from '../runner/journal.ts';
import { untilStill } from '../runner/left-behind.ts';
import { Remains } from '../runner/remains.ts';
import { StepRunner } from '../runner/step-runner.ts';
import { readStoredEvent, StoredEventUnreadable } from '../stored-event.ts';
import type { Planner, WorkflowLease, WorkflowOutcome, Workflows, WorkflowsOptions } from '../workflows.ts';
import { placeOrder } from './place-order.ts';
import { registerCustomer } from './register-customer.ts';
import { returnOrder } from './return-order.ts';
import type { RunSettings, SuiteCrmRun, WorkflowResult } from './run.ts';

/** What the SuiteCRM workflows stand on. */
export interface SuiteCrmWorkflowsOptions extends WorkflowsOptions<SuiteCrm> {
  readonly settings: RunSettings;
  /** How long a lock on a record may be waited for and held, in milliseconds. */
  readonly lock: { readonly waitMs: number; readonly holdMs: number; readonly aliveMs: number };
  /** How long look-ups of currencies, categories and promotions stay good, in milliseconds. */
  readonly directoryTtlMs: number;
}

const CRM = 'suitecrm';

/** Runs registrations, orders and refunds against SuiteCRM. */
export class SuiteCrmWorkflows implements Workflows, Planner {
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
    const { database, crm, units, lock, settings, workingTime, randomBytes, onWarnings } = this.#options;
    const { event: read, warnings: losses } = readStoredEvent(event, units);
    const repeated = await findRepeated(database, event, read, units);
    if (repeated !== null) return { repeats: repeated };
    const journal = new Journal(database, lease);
    const earlier = await journal.read();
    const warnings: Warning[] = [...losses];
    const runner = new StepRunner({
      eventId: event.id,
      journal,
      links: this.#links,
      earlier,
      stopping,
      now: () => performance.now(),
      onWarnings: (made) => onWarnings?.(event.type, made),
    });
    const context = callContext(event, lease, runner, randomBytes);
    const stillness = {
      database,
      time: workingTime,
      signal: lease.signal,
      shows: (module: string, id: string) => isShown(crm, module, id, context),
    };
    const run: SuiteCrmRun = {
      ...this.#surroundings(event),
      crm: doubting(crm, settings.lookAgain),
      runner,
      context,
      link: (links) => this.#links.add(lease, links),
      see: (module, crmId) => this.#links.see(module, crmId),
      mend: async (kinds, gone, successor, warning) => {
        await this.#links.mend(lease, { kinds, gone, successor, warning: warning.text });
        onWarnings?.(event.type, [warning]);
      },
      returnedLines: {
        taken: (refund, lines) => this.#returnedLines.taken(refund, lines),
        reserve: (refund, taken) => this.#returnedLines.reserve(lease, refund, taken),
        settle: (refund, taken) => this.#returnedLines.settle(lease, refund, taken),
        release: (refund) => this.#returnedLines.release(lease, refund),
      },
      exclusively: (name, writes, work) =>
        database.locks.hold(`${CRM} ${name}`, { ...lock, signal: lease.signal }, async () => {
          await untilStill(writes, stillness);
          return await work();
        }),
      warn: (warning) => warnings.push(warning),
    };
    const result = await runWorkflow(run, read);
    return 'waitingFor' in result ? result : { warnings };
  }

  async plan(event: EventContent): Promise<Plan> {
    const { database, units } = this.#options;
    const { event: read } = readStoredEvent(event, units);
    const repeated = await findRepeated(database, event, read, units);
    if (repeated !== null) return nothingToDo(repeated);
    const earlier = await readJournal(database, event.id);
    const runner = new PlanningRunner(earlier);
    const crm = new PlanningCrm(runner);
    const run: SuiteCrmRun = { ...withoutWriting(this.#surroundings(event)), crm, runner };
    const note = await endOf(() => runWorkflow(run, read));
    return { done: doneSteps(earlier), calls: crm.calls, note };
  }

  #surroundings(event: EventContent) {
    const { database, units, settings } = this.#options;
    const unit = units.get(event.businessUnit);
    if (unit?.crm !== CRM) {
      throw new StoredEventUnreadable(event.id, `business unit ${event.businessUnit} is no longer a SuiteCRM one`);
    }
    return {
      unit,
      settings,
      eventId: event.id,
      links: this.#links,
      returnedLines: this.#returnedLines,
      history: this.#history,
      remains: new Remains(database, event),
      directory: this.#directory,
      readRegistration: async (userId: string) => {
        const stored = await findRegistration(database, { businessUnit: unit.name, userId }, event.id);
        const read = stored === null ? null : readStoredEvent(stored, units).event;
        return read?.type === 'customer.registered' ? read.customer : null;
      },
      readOrder: (stored: StoredOrder) => {
        const { event: read } = readStoredEvent(stored, units);
        if (read.type !== 'order.paid') throw new StoredEventUnreadable(stored.id, 'it is no order');
        return read.order;
      },
    };
  }
}

async function runWorkflow(run: SuiteCrmRun, event: ShopEvent): Promise<WorkflowResult> {
  switch (event.type) {
    case 'customer.registered':
      return await registerCustomer(run, event.customer);
    case 'order.paid':
      return await placeOrder(run, event.order);
    case 'order.refunded':
      return await returnOrder(run, event.refund);
    case 'contract.products':
      throw new StoredEventUnreadable(run.eventId, `${CRM} takes no ${event.type}`);
  }
}
