import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { LEADS } from '../../crm/suitecrm/modules/leads.ts';

/** A record of a person: a lead or a contact. */
export interface PersonRecord {
  readonly module: typeof LEADS | typeof CONTACTS;
  readonly id: string;
  /** In the keys of its steps. */
  readonly noun: 'lead' | 'contact';
}

/** A lead as the record of a person. */
export function leadPerson(id: string): PersonRecord {
  return { module: LEADS, id, noun: 'lead' };
}

/** A contact as the record of a person. */
export function contactPerson(id: string): PersonRecord {
  return { module: CONTACTS, id, noun: 'contact' };
}
