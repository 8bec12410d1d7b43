import type { Answer } from '../../frame/answer.ts';
import { invalidParameter, shown } from './answer.ts';

const PAGE = 10;
const LARGEST_PAGE = 100;

/** One page of a list, with the headers that say how many there are. `endless`: the list never comes to its end, as behind a broken plug-in. */
export function page<Row>(rows: readonly Row[], query: URLSearchParams, endless: boolean): Answer {
  const number = wholeNumber(query, 'page', 1, Number.MAX_SAFE_INTEGER);
  const size = wholeNumber(query, 'per_page', PAGE, LARGEST_PAGE);
  const pages = Math.ceil(rows.length / size);
  const start = endless && pages > 0 ? (number - 1) % pages : number - 1;
  return shown(rows.slice(start * size, (start + 1) * size), {
    'X-WP-Total': String(endless ? (number + 1) * size : rows.length),
    'X-WP-TotalPages': String(endless ? number + 1 : pages),
  });
}

function wholeNumber(query: URLSearchParams, name: string, usual: number, most: number): number {
  const text = query.get(name) ?? String(usual);
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw invalidParameter(name);
  return value;
}

/** One of the values that a parameter takes. */
export function choice<const Value extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly [Value, ...Value[]],
): Value {
  const text = query.get(name) ?? values[0];
  const found = values.find((value) => value === text);
  if (found === undefined) throw invalidParameter(name);
  return found;
}

/** Sorted by what `of` gives, then by id; `order` of the query is `desc` unless it says otherwise. */
export function sorted<Row extends { readonly id: number }>(
  rows: readonly Row[],
  query: URLSearchParams,
  of: (row: Row) => string,
): Row[] {
  const ascending = [...rows].sort((a, b) => compare(of(a), of(b)) || a.id - b.id);
  return choice(query, 'order', ['desc', 'asc']) === 'asc' ? ascending : ascending.reverse();
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
