import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { LEADS } from '../../../crm/suitecrm/modules/leads.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import type { Customer } from '../../../domain/customer.ts';
import { emailKey, leadOf } from '../../../domain/record-ids.ts';
import { ofRecord } from '../../../domain/warning.ts';
import { search } from '../record/find-record.ts';
import type { SharedRun } from '../run.ts';
import { convertedTo, leadKey } from './lead.ts';

const FoundLead = Type.Object({ id: Type.String(), contact: Type.Union([Type.String(), Type.Null()]) });

/** A lead that was found, and the contact to whom people converted it in the CRM; null for one that they did not. */
export type FoundLead = Readonly<Static<typeof FoundLead>>;

/** The step that looks for a lead by the address. */
export const LEAD_LOOK_UP = stepKey('lead', 'look-up');

/** What a lead of the customer may be linked as. */
export const LEAD_LINKS = ['lead', 'address_lead', 'phone_lead'] as const;

/**
 * GET Leads by address: the oldest that nobody has converted, else the oldest, of those whose own `email1` it is, each once, and which
 * stand for nobody else; a warning names the others. Null without one, and where the one that we make for this customer stands already, as
 * after the database was restored: its create knows it again by its id. `gone`: a lead that is not there any more.
 */
export async function findLead(
  run: SharedRun,
  customer: Customer & { readonly email: string },
  gone: string | null,
): Promise<FoundLead | null> {
  const { email } = customer;
  const key = leadKey(run.unit.name, customer);
  const own = leadOf(run.unit.name, customer);
  return await run.runner.step(
    {
      key: gone === null ? LEAD_LOOK_UP : stepKey('lead', 'look-up', 'after', gone),
      verb: 'GET',
      module: LEADS,
      request: { email1: email },
      renewed: run.runner.isToRepair(LEAD_LOOK_UP),
    },
    Type.Union([FoundLead, Type.Null()]),
    async ({ stood, earlier }) => {
      const { matching, shown } = await search(run, {
        module: LEADS,
        filter: { email1: email },
        matches: ({ attributes }) => emailKey(attributes.email1 ?? null) === emailKey(email),
      });
      if (matching.some(({ id }) => id === own && id !== gone)) return { output: null, response: [...shown] };
      const taken = await run.links.takenByOthers(key, shown, LEAD_LINKS);
      const free = openFirst(matching.filter(({ id }) => id !== gone && id !== own && !taken.has(id)));
      const [lead] = free;
      if (lead === undefined) return { output: null, response: [...shown] };
      const ids = free.map(({ id }) => id);
      const several = `${ids.length} ${LEADS} have the address of this customer: ${ids.join(', ')}; the first is the customer's`;
      // What was taken stays taken, however many there are by now.
      const before = stood && Value.Check(FoundLead, earlier.output) ? earlier.output : null;
      const found = before ?? { id: lead.id, contact: convertedTo(lead.attributes) };
      return {
        output: found,
        crmId: found.id,
        response: ids,
        links: [{ ...key, module: LEADS, crmId: found.id, origin: 'found', email: emailKey(email) }],
        warnings: ids.length === 1 ? [] : [ofRecord(several)],
      };
    },
  );
}

function openFirst(leads: readonly CrmRecord[]): CrmRecord[] {
  const isOpen = ({ attributes }: CrmRecord) => convertedTo(attributes) === null;
  return [...leads.filter(isOpen), ...leads.filter((lead) => !isOpen(lead))];
}
