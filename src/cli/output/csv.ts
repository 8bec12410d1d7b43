import { stringify } from 'csv-stringify/sync';
import Type from 'typebox';
import Value from 'typebox/value';

const More = Type.Object({ next_cursor: Type.String() });

/**
 * The list that an answer of the admin API holds as CSV (RFC 4180) with a line of heads: members of members under `error.code`, lists as JSON.
 * A cell that a spreadsheet would take for a formula is quoted against that: what shops sent stands in them. `json`: the answer as it was written. `nextCursor`:
 * where the list goes on; null = it does not.
 */
export function csvOf(json: string): { readonly csv: string; readonly nextCursor: string | null } {
  const answer: unknown = JSON.parse(json);
  const lists = typeof answer === 'object' && answer !== null ? Object.values(answer) : [];
  const next = Value.Check(More, answer) ? answer.next_cursor : null;
  const list: unknown = lists.find((value) => Array.isArray(value)) ?? [];
  const rows = Array.isArray(list) ? list.map((row: unknown) => Object.fromEntries(cellsOf(row))) : [];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { csv: stringify(rows, { header: true, columns, escape_formulas: true }).trimEnd(), nextCursor: next };
}

function cellsOf(value: unknown, at = ''): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[at, value === null ? '' : String(value)]];
  if (Array.isArray(value)) return [[at, value.length === 0 ? '' : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, member]) => cellsOf(member, at === '' ? name : `${at}.${name}`));
}
