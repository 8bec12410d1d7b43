import { collate, compareCollated } from './collation.ts';
import type { Crm } from './crm.ts';
import { badRequest, databaseFailure } from './errors.ts';
import type { Field } from './modules/field.ts';
import { fieldOf, type Module } from './modules/module.ts';
import type { PhpMap } from './php-query.ts';
import type { Row } from './store/table.ts';

const operators = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'like'] as const;
type Operator = (typeof operators)[number];

interface Condition {
  readonly field: Field;
  readonly operator: Operator;
  readonly value: string;
}

/** A filter of a list, checked. */
export interface Filter {
  readonly any: boolean;
  readonly conditions: readonly Condition[];
}

const numeric = new Set(['int', 'currency', 'decimal', 'double', 'float']);

/** An e-mail filter never yields more rows than this, whatever page size is asked for. */
const emailRows = 20;

/** Reads `filter[field][operator]=value` and `filter[operator]=and|or`. */
export function parseFilter(module: Module, filter: PhpMap | undefined): Filter {
  const conditions: Condition[] = [];
  let any = false;
  for (const [name, value] of filter ?? []) {
    if (name === 'operator') {
      any = typeof value === 'string' && value.toLowerCase() === 'or';
      continue;
    }
    if (typeof value === 'string') {
      throw badRequest(`Filter field ${name} must be an array`);
    }
    const field = fieldOf(module, name);
    if (field === undefined) {
      throw badRequest(`Filter field ${name} in ${module.objectName} module is not found`);
    }
    for (const [key, operand] of value) {
      const operator = operators.find((known) => known === key);
      if (operator === undefined) {
        throw badRequest(`Filter operator ${key} is invalid`);
      }
      conditions.push({ field, operator, value: typeof operand === 'string' ? operand : '' });
    }
  }
  return { any, conditions };
}

/** The rows of a module that a filter matches, in order of id; deleted ones only if the filter names `deleted`. */
export function matchingRows(crm: Crm, module: Module, urlName: string, filter: Filter): Row[] {
  const email = filter.conditions.filter(({ field }) => module.person && field.name === 'email1');
  const others = filter.conditions.filter((condition) => !email.includes(condition));
  const unusable = others.some(({ field }) => field.source === 'non-db');
  if (unusable || (email.length > 0 && (urlName !== module.name || !crm.options.emailFilter))) {
    throw databaseFailure();
  }
  const deletedToo = filter.conditions.some(({ field }) => field.name === 'deleted');
  const table = crm.store.table(module.name);
  const combined = (row: Row) =>
    (deletedToo || !row.deleted) &&
    (filter.any && others.length > 0 ? others.some((one) => holds(one, row)) : others.every((one) => holds(one, row)));
  if (email.length === 0) {
    const exact = filter.any ? undefined : others.find(isExact);
    const candidates = exact === undefined ? table.all() : table.withValue(exact.field.name, exact.value);
    return candidates.filter(combined);
  }
  const byEmail = email
    .flatMap((condition) => rowsWithEmail(crm, module, condition))
    .filter((row) => deletedToo || !row.deleted);
  if (!filter.any) {
    return byEmail.filter(combined).slice(0, emailRows);
  }
  const byOthers = others.length === 0 ? [] : table.all().filter((row) => combined(row) && !byEmail.includes(row));
  return [...byEmail, ...byOthers].slice(0, emailRows);
}

/**
 * The e-mail join over all addresses of a record, removed links and links of other modules included, once per link row.
 */
function rowsWithEmail(crm: Crm, module: Module, { operator, value }: Condition): Row[] {
  const { emails } = crm.store;
  const links =
    operator === 'eq' ? emails.linksOf(value) : emails.linksWhere((address) => compare(operator, address, value));
  return links
    .map((link) => crm.store.table(module.name).get(link.beanId))
    .filter((row) => row !== undefined)
    .sort((a, b) => compareCollated(a.id, b.id));
}

/** Conditions that a table can look up by value. */
function isExact({ field, operator }: Condition): boolean {
  return operator === 'eq' && field.name !== 'id' && field.name !== 'deleted' && !numeric.has(field.type);
}

function holds({ field, operator, value }: Condition, row: Row): boolean {
  if (field.name === 'deleted') {
    return compare(operator, row.deleted ? '1' : '0', value);
  }
  const stored = field.name === 'id' ? row.id : (row.values[field.name] ?? '');
  if (numeric.has(field.type)) {
    return (
      stored !== '' &&
      (operator === 'like' ? like(stored, value) : ordered(operator, Number(stored) - (Number(value) || 0)))
    );
  }
  return compare(operator, stored, value);
}

function compare(operator: Operator, stored: string, value: string): boolean {
  return operator === 'like' ? like(stored, value) : ordered(operator, compareCollated(stored, value));
}

function ordered(operator: Operator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'neq':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    default:
      return order <= 0;
  }
}

function like(stored: string, pattern: string): boolean {
  const source = collate(pattern)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[\\s\\S]*')
    .replaceAll('_', '[\\s\\S]');
  return new RegExp(`^${source}$`).test(collate(stored));
}
