import { AsyncResource } from 'node:async_hooks';
import type { Creator } from '../../../crm/suitecrm/create-once.ts';
import { INVOICES } from '../../../crm/suitecrm/modules/invoices.ts';
import type { SharedRun } from '../run.ts';

/**
 * The CRM, with never two creates of invoices on their way at once over all replicas: SuiteCRM gives creates side by side one number, and
 * each that is doubled costs calls to mend. Nothing but the call itself is made in turn, and it waits for no other call of ours: that it is
 * about to leave is written down while the one before it is under way, and what it came to while the next one is. One that was left behind is
 * not waited for, since it is mended like any other.
 */
export function numberedInTurn({ crm, inTurn }: Pick<SharedRun, 'crm' | 'inTurn'>): Creator {
  return {
    find: (module, id, context) => crm.find(module, id, context),
    create: (module, id, attributes, context) => {
      let announced: Promise<void> | undefined;
      // In the name of this step, whoever's work it is that ends.
      const announce = AsyncResource.bind(() => {
        announced = context.soon?.();
        announced?.catch(() => {});
      });
      const create = async () => {
        await announced;
        return await crm.create(module, id, attributes, { ...context, urgent: true });
      };
      return inTurn(`${INVOICES} number`, create, announce);
    },
  };
}
