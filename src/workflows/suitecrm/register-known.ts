import type { Customer } from '../../domain/customer.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { leadKey } from './lead/lead.ts';
import { joinContact, registerCustomer } from './register-customer.ts';
import type { RegisteringRun } from './run.ts';
import { type CustomerUpdateRun, updateCustomer } from './update-customer.ts';

/**
 * A registration. Where another event has made the customer's lead (an update that came before it, a registration that died or was a guest's), it is
 * an update of the customer by all that nothing newer named: whoever found the lead under its id would leave it as it is.
 */
export async function registerKnown(
  run: RegisteringRun & CustomerUpdateRun,
  customer: Customer,
): Promise<WorkflowResult> {
  const link = await run.links.find(leadKey(run.unit.name, customer));
  const by = link?.origin === 'created' && link.eventId !== run.eventId ? link.eventId : null;
  if (link === null || by === null) return await registerCustomer(run, customer);
  const { update, isOlder } = await run.asLateRegistration(customer, by);
  await updateCustomer(run, update);
  // Whoever told of the customer later has looked for the contact by the address that holds.
  if (!isOlder) await joinContact(run, customer, { id: link.crmId, contact: null });
  return DONE;
}
