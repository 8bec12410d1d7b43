import type { LostFields } from '../faults.ts';
import type { Module } from '../modules/module.ts';
import type { RequestAttributes } from '../save/row.ts';
import type { Row } from '../store/table.ts';

/** The names of the fields whose table the database did not take. Only a contact's account lies in a table of its own. */
export function lostFields(module: Module, lost: readonly LostFields[]): ReadonlySet<string> {
  const emails = lost.includes('email') && module.person ? ['email1', 'email2'] : [];
  const account = lost.includes('account') && module.name === 'Contacts' ? ['account_id'] : [];
  const custom = lost.includes('custom') ? module.fields.filter(({ source }) => source === 'custom_fields') : [];
  return new Set([...emails, ...account, ...custom.map(({ name }) => name)]);
}

/** The row as it is stored without these fields: defaults of a custom field are missing too. */
export function withoutFields(row: Row, lost: ReadonlySet<string>): Row {
  const values = Object.entries(row.values).filter(([name]) => !lost.has(name));
  return { ...row, values: Object.fromEntries(values) };
}

/** What was sent for these fields. */
export function sentOf(attributes: RequestAttributes, lost: ReadonlySet<string>): Readonly<Record<string, string>> {
  const sent = Object.entries(attributes).filter(([name, value]) => lost.has(name) && value !== null);
  return Object.fromEntries(sent.map(([name, value]) => [name, String(value)]));
}
