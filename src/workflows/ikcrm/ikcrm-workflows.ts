import type { Ikcrm } from '../../crm/ikcrm/types.ts';
import type { ShopEvent } from '../../domain/events/shop-event.ts';
import type { ClaimedEvent, EventContent } from '../../inbox/claimed-event.ts';
import { Links } from '../../links/links.ts';
import { doneSteps, endOf, type Plan } from '../planning/plan.ts';
import { PlanningIkcrm } from '../planning/planning-ikcrm.ts';
import { PlanningRunner } from '../planning/planning-runner.ts';
import { callContext } from '../runner/call-context.ts';
import { Journal, readJournal } from '../runner/journal.ts';
import { isLeftOpen, untilStill } from '../runner/left-behind.ts';
import { StepRunner } from '../runner/step-runner.ts';
import { readStoredEvent, StoredEventUnreadable } from '../stored-event.ts';
import type { WorkflowResult } from '../suitecrm/run.ts';
import type { Planner, WorkflowLease, WorkflowOutcome, Workflows, WorkflowsOptions } from '../workflows.ts';
import { addContractProducts } from './add-contract-products.ts';
import type { IkcrmRun } from './run.ts';

type IkcrmWorkflowsOptions = WorkflowsOptions<Ikcrm>;

const CRM = 'ikcrm';

/** Runs contract products against ikcrm. */
export class IkcrmWorkflows implements Workflows, Planner {
  readonly #options: IkcrmWorkflowsOptions;
  readonly #links: Links;

  constructor(options: IkcrmWorkflowsOptions) {
    this.#options = options;
    this.#links = new Links(options.database, CRM);
  }

  async run(event: ClaimedEvent, lease: WorkflowLease, stopping: () => boolean): Promise<WorkflowOutcome> {
    const { database, crm, workingTime, randomBytes, onWarnings } = this.#options;
    const journal = new Journal(database, lease);
    const runner = new StepRunner({
      eventId: event.id,
      journal,
      links: this.#links,
      earlier: await journal.read(),
      stopping,
      now: () => performance.now(),
      onWarnings: (made) => onWarnings?.(event.type, made),
    });
    const context = callContext(event, lease, runner, randomBytes);
    const waitUntilStill = (module: string, crmId: string) =>
      untilStill({ module, crmId }, { database, time: workingTime, signal: lease.signal });
    const { event: read, warnings } = readStoredEvent(event, this.#options.units);
    const result = await work(
      { ...this.#surroundings(event), crm, runner, context, untilStill: waitUntilStill },
      event,
      read,
    );
    return 'waitingFor' in result ? result : { warnings };
  }

  async plan(event: EventContent): Promise<Plan> {
    const earlier = await readJournal(this.#options.database, event.id);
    const runner = new PlanningRunner(earlier);
    const crm = new PlanningIkcrm(runner);
    const context = { signal: new AbortController().signal, beforeSend: () => {} };
    const untilStill = async () => {};
    const run: IkcrmRun = { ...this.#surroundings(event), crm, runner, context, untilStill };
    const { event: read } = readStoredEvent(event, this.#options.units);
    const note = await endOf(() => work(run, event, read));
    return { done: doneSteps(earlier), calls: crm.calls, note };
  }

  #surroundings(event: EventContent) {
    const unit = this.#options.units.get(event.businessUnit);
    if (unit?.crm !== CRM) {
      throw new StoredEventUnreadable(event.id, `business unit ${event.businessUnit} is no longer an ikcrm one`);
    }
    return {
      unit,
      links: this.#links,
      leftOpen: (module: string, crmId: string) =>
        isLeftOpen(this.#options.database, event.id, { crm: CRM, module, crmId }),
    };
  }
}

async function work(run: IkcrmRun, stored: EventContent, event: ShopEvent): Promise<WorkflowResult> {
  if (event.type !== 'contract.products') throw new StoredEventUnreadable(stored.id, `${CRM} takes no ${event.type}`);
  return await addContractProducts(run, event.batch);
}
