import type { IkcrmUnit } from '../../config/config.ts';
import type { CallContext } from '../../crm/call.ts';
import type { Ikcrm } from '../../crm/ikcrm/types.ts';
import type { Links } from '../../links/links.ts';
import type { Steps } from '../runner/steps.ts';

/** What an ikcrm workflow has at hand while it runs one event. */
export interface IkcrmRun {
  readonly eventId: string;
  readonly unit: IkcrmUnit;
  readonly runner: Steps;
  readonly crm: Ikcrm;
  readonly context: CallContext;
  readonly links: Pick<Links, 'findMany'>;
  /** Waits until no write to this record that was left behind can still be at work in the CRM. */
  readonly untilStill: (module: string, id: string) => Promise<void>;
  /** Whether another event has sent this CRM a write to this record whose outcome nobody knows. */
  readonly leftOpen: (module: string, id: string) => Promise<boolean>;
}
