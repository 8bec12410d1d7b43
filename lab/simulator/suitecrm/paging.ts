import { badRequest } from './errors.ts';
import { checkDefined, invalidOption } from './options.ts';
import { formatPhpQuery, type PhpMap } from './php-query.ts';

/** `page[size]` and `page[number]`; number 0 = not given. */
export interface Page {
  readonly size: number;
  readonly number: number;
}

/** Reads `page[...]`; undefined without a size. */
export function parsePage(query: PhpMap): Page | undefined {
  const page = query.get('page');
  if (page === undefined) {
    return undefined;
  }
  if (
    typeof page === 'string' ||
    [...page.values()].some((value) => typeof value !== 'string' || !/^\d+$/.test(value))
  ) {
    throw badRequest('The option "page" with value array is invalid.');
  }
  checkDefined([...page.keys()], ['number', 'size']);
  const size = wholeNumber(page, 'size');
  const number = wholeNumber(page, 'number');
  return size === undefined ? undefined : { size, number: number ?? 0 };
}

/** The rows of one page. */
export function slice<T>(rows: readonly T[], page: Page): T[] {
  const from = Math.max(page.number - 1, 0) * page.size;
  return rows.slice(from, from + page.size);
}

/** The links of a page, not percent-encoded. Without `page[number]`, `next` points to page 1: SuiteCRM counts from 0 then. */
export function pageLinks(
  path: string,
  query: PhpMap,
  page: Page,
  totalPages: number,
): Readonly<Record<string, string | null>> {
  const to = (number: number): string => {
    const target = new Map(query);
    target.set('page', new Map([...pageMap(query), ['number', String(number)]]));
    return `${path}?${formatPhpQuery(target)}`;
  };
  const later = page.number < totalPages;
  return {
    first: page.number > 1 ? to(1) : null,
    prev: page.number > 1 ? to(page.number - 1) : null,
    next: later ? to(page.number + 1) : null,
    last: later ? to(totalPages) : null,
  };
}

function pageMap(query: PhpMap): PhpMap {
  const page = query.get('page');
  return page instanceof Map ? page : new Map();
}

function wholeNumber(page: PhpMap, name: string): number | undefined {
  const value = page.get(name);
  if (typeof value !== 'string') {
    return undefined;
  }
  if (Number(value) < 1) {
    throw invalidOption(name, value);
  }
  return Number(value);
}
