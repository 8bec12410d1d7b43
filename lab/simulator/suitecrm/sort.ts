import { compareCollated } from './collation.ts';
import { badRequest } from './errors.ts';
import { fieldOf, type Module } from './modules/module.ts';
import type { PhpMap } from './php-query.ts';
import type { Row } from './store/table.ts';

/** Reads `sort=field` or `sort=-field` and returns the sorting; rows that tie keep their order. */
export function readSort(module: Module, query: PhpMap): (rows: Row[]) => Row[] {
  const sort = query.get('sort');
  if (typeof sort !== 'string' || sort === '') {
    return (rows) => rows;
  }
  const direction = sort.startsWith('-') ? -1 : 1;
  const name = sort.replace(/^-/, '');
  const field = fieldOf(module, name);
  if (field === undefined) {
    throw badRequest(`Sort field ${name} in ${module.objectName} module is not found`);
  }
  const numeric = ['int', 'currency', 'decimal', 'double', 'float'].includes(field.type);
  const value = (row: Row) => (name === 'id' ? row.id : (row.values[name] ?? ''));
  const compare = numeric
    ? (a: Row, b: Row) => Number(value(a)) - Number(value(b))
    : (a: Row, b: Row) => compareCollated(value(a), value(b));
  return (rows) => rows.sort((a, b) => direction * compare(a, b));
}
