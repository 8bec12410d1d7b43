import type { Creator } from '../../../crm/suitecrm/create-once.ts';
import { INVOICES } from '../../../crm/suitecrm/modules/invoices.ts';
import type { SharedRun } from '../run.ts';

/**
 * The CRM, with never two creates of invoices on their way at once over all replicas: SuiteCRM gives creates side by side one number, and
 * each that is doubled costs calls to mend. Nothing but the call itself is made in turn, and it waits for no other call of ours: what it
 * came to is written down while the next one is under way. One that was left behind is not waited for, since it is mended like any other.
 */
export function numberedInTurn({ crm, inTurn }: Pick<SharedRun, 'crm' | 'inTurn'>): Creator {
  return {
    find: (module, id, context) => crm.find(module, id, context),
    create: (module, id, attributes, context) =>
      inTurn(`${INVOICES} number`, () => crm.create(module, id, attributes, { ...context, urgent: true })),
  };
}
