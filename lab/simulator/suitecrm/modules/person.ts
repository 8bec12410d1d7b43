import type { Row } from '../store/table.ts';
import type { Values } from './module.ts';

const streetLength = 150;
const salutations = new Set(['Mr.', 'Ms.', 'Mrs.', 'Miss', 'Dr.', 'Prof.']);

/** SuiteCRM appends the second and third street line to the first, empties them, and cuts the whole at 150 characters. */
export function joinStreetLines(values: Values): void {
  for (const kind of ['primary', 'alt']) {
    const street = `${kind}_address_street`;
    for (const extra of [`${street}_2`, `${street}_3`]) {
      const line = values[extra];
      if (line !== undefined && line !== '') {
        values[street] = `${values[street] ?? ''}\n${line}`;
      }
      delete values[extra];
    }
    const joined = values[street];
    if (joined !== undefined) {
      values[street] = [...joined].slice(0, streetLength).join('');
    }
  }
}

/** `Mr. Iam Robot4`: a salutation that is not in the dropdown is left out; a nameless person shows one space. */
export function fullName(row: Row): string {
  const { salutation = '', first_name: first = '', last_name: last = '' } = row.values;
  const parts = [salutations.has(salutation) ? salutation : '', first, last].filter((part) => part !== '');
  return parts.length === 0 ? ' ' : parts.join(' ');
}

/** The name of a person as related records show it: without the salutation. */
export function shortName(row: Row): string {
  return [row.values.first_name ?? '', row.values.last_name ?? ''].filter((part) => part !== '').join(' ');
}
