import type { BusinessUnit } from '../../config/config.ts';
import type { Ikcrm } from '../../crm/ikcrm/types.ts';
import type { Database } from '../../database/client.ts';
import type { ShopEvent } from '../../domain/events/event-types.ts';
import type { EventContent } from '../../inbox/claimed-event.ts';
import { Links } from '../../links/links.ts';
import type { WorkflowResult } from '../outcome.ts';
import { PlanningIkcrm } from '../planning/planning-ikcrm.ts';
import { isLeftOpen, untilStill } from '../runner/left-behind.ts';
import { type Begun, type InThought, type RunOptions, runEvents } from '../runner/run-events.ts';
import { StoredEventUnreadable } from '../stored-event.ts';
import type { Planner, Workflows } from '../workflows.ts';
import { addContractProducts } from './add-contract-products.ts';
import type { IkcrmRun } from './contract-lines.ts';
import { wasToldLate } from './told-late.ts';

/** What the ikcrm workflows stand on. */
export interface IkcrmWorkflowsOptions extends Pick<RunOptions, 'tracing' | 'events' | 'workingTime'> {
  readonly database: Database;
  readonly crm: Ikcrm;
  readonly units: ReadonlyMap<string, BusinessUnit>;
}

const CRM = 'ikcrm';

/** Runs and plans contract products against ikcrm. */
export function ikcrmWorkflows(options: IkcrmWorkflowsOptions): Workflows & Planner {
  const { database, crm, units, workingTime, events } = options;
  const links = new Links(database, CRM);

  function reading(event: EventContent) {
    const unit = units.get(event.businessUnit);
    if (unit?.crm !== CRM) {
      throw new StoredEventUnreadable(event.id, `business unit ${event.businessUnit} is no longer an ikcrm one`);
    }
    return {
      unit,
      links,
      eventId: event.id,
      leftOpen: (module, crmId) => isLeftOpen(database, event.id, { crm: CRM, module, crmId }),
      toldLate: () => wasToldLate(database, event),
    } satisfies Partial<IkcrmRun>;
  }

  function work(event: ShopEvent, { stored, lease, runner, context }: Begun): Promise<WorkflowResult> {
    const stillness = { database, time: workingTime, signal: lease.signal };
    const until = (module: string, crmId: string) => untilStill({ module, crmId }, stillness);
    return workflowOf(event, {
      ...reading(stored),
      crm,
      runner,
      context,
      untilStill: until,
      mend: async (kinds, gone, successor, warning) => {
        await links.mend(lease, { kinds, gone, successor, warning: warning.text });
        events.emit('warned', { type: stored.type, warnings: [warning] });
      },
    });
  }

  function think(event: ShopEvent, { stored, runner, context, note }: InThought): Promise<WorkflowResult> {
    const planning = new PlanningIkcrm(runner, note);
    return workflowOf(event, {
      ...reading(stored),
      crm: planning,
      runner,
      context,
      untilStill: async () => {},
      mend: async () => {},
    });
  }

  return runEvents({ crm: CRM, work, think }, { ...options, links });
}

async function workflowOf(event: ShopEvent, run: IkcrmRun): Promise<WorkflowResult> {
  if (event.type === 'contract.products') return await addContractProducts(run, event.batch);
  throw new StoredEventUnreadable(run.eventId, `${CRM} takes no ${event.type}`);
}
