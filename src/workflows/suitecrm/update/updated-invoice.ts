import Type from 'typebox';
import { INVOICES } from '../../../crm/suitecrm/modules/invoices.ts';
import type { Order } from '../../../domain/order.ts';
import type { LinkKey } from '../../../links/link.ts';
import { AmbiguousRecords } from '../errors.ts';
import { namesakes } from '../return/find-invoice.ts';
import type { KnowingRun, SharedRun } from '../run.ts';

/** The invoice of an order, with the order as it was placed where that is known; or what its update has to wait for. */
export type FoundInvoice = { readonly invoice: string; readonly order: Order | null } | { readonly waitingFor: string };

/**
 * The invoice that an update changes: by the mapping, else among the CRM's by name. An update waits for an order that is still on its
 * way, that is dead, or of which nobody knows, as a refund does.
 */
export async function findUpdated(run: KnowingRun, orderId: string): Promise<FoundInvoice> {
  const key: LinkKey = { kind: 'order', businessUnit: run.unit.name, localId: orderId };
  const link = await run.links.find(key);
  const stored = await run.history.doneOrder(run.unit.name, orderId);
  const order = stored === null ? null : (run.recallOrder(stored)?.order ?? null);
  if (link !== null && stored !== null) return { invoice: link.crmId, order };
  const open = await run.history.openOrder(run.unit.name, orderId);
  // An order that was sent again is its own update.
  if (open !== null && open.id !== run.eventId)
    return { waitingFor: `order ${orderId} (event ${open.id} is ${open.status})` };
  const invoice = link?.crmId ?? (await findNamed(run, orderId, key));
  return invoice === null
    ? { waitingFor: `order ${orderId} (not received, and no ${INVOICES} has this name)` }
    : { invoice, order };
}

/** GET AOS_Invoices by the order's name, whatever their status; returns bear the name too. Throws `AmbiguousRecords` for several. */
async function findNamed(run: SharedRun, name: string, link: LinkKey): Promise<string | null> {
  return await run.runner.step(
    { key: 'invoice look-up', verb: 'GET', module: INVOICES, request: { name } },
    Type.Union([Type.String(), Type.Null()]),
    async () => {
      const named = await namesakes(run, { name }, link);
      const returns = await run.links.localIdsOf(
        'refund',
        named.map(({ id }) => id),
      );
      const ids = named
        .filter(({ id, attributes }) => !returns.has(id) && attributes.status !== run.unit.returnStatus)
        .map(({ id }) => id);
      const [found, ...others] = ids;
      if (others.length > 0) throw new AmbiguousRecords(INVOICES, `the name ${name}`, ids);
      if (found === undefined) return { output: null };
      const links = [{ ...link, module: INVOICES, crmId: found, origin: 'found' as const }];
      return { output: found, crmId: found, response: ids, links };
    },
  );
}
