import type { Crm } from '../crm.ts';
import type { Field } from '../modules/field.ts';
import { fieldOf, type Module, type Values } from '../modules/module.ts';
import type { Row } from '../store/table.ts';
import { computeBaseAmounts } from './base-amounts.ts';
import { castValue } from './cast.ts';
import { userDay } from './preferences.ts';

export type RequestAttributes = Readonly<Record<string, unknown>>;

const idLength = 36;

/** The row a create writes. */
export function newRow(crm: Crm, module: Module, id: string, attributes: RequestAttributes): Row {
  const now = crm.now();
  const values: Values = {};
  for (const field of module.fields) {
    if (field.source === 'non-db') {
      continue;
    }
    const text = isSet(field, attributes)
      ? castValue(field, attributes[field.name], crm.options)
      : field.today
        ? userDay(crm.options.clock(), crm.options.preferences)
        : field.flag
          ? ''
          : (field.default ?? '');
    if (text !== '') {
      values[field.name] = text;
    }
  }
  values.date_entered ??= now;
  values.date_modified ??= now;
  values.created_by ??= apiUser;
  if (fieldOf(module, 'modified_user_id') !== undefined) {
    values.modified_user_id ??= apiUser;
  }
  return finished(crm, module, id, values, undefined);
}

/** A flag that is said to be false is left as unset as one that nothing is said of. */
function isSet(field: Field, attributes: RequestAttributes): boolean {
  return Object.hasOwn(attributes, field.name) && !(field.flag === true && attributes[field.name] === false);
}

/** The row a PATCH writes over `previous`: `null` changes nothing, empty text restores a default. */
export function changedRow(crm: Crm, module: Module, previous: Row, attributes: RequestAttributes): Row {
  const values: Values = { ...previous.values };
  for (const [name, value] of Object.entries(attributes)) {
    const field = fieldOf(module, name);
    if (field === undefined || field.source === 'non-db' || name === 'id' || value === null) {
      continue;
    }
    values[name] = castValue(field, value, crm.options) || (field.default ?? '');
  }
  for (const field of module.fields.filter(({ flag }) => flag)) {
    values[field.name] ??= field.default ?? '';
  }
  if (!Object.hasOwn(attributes, 'date_modified')) {
    values.date_modified = crm.now();
  }
  values.modified_user_id = apiUser;
  return finished(crm, module, previous.id, values, previous);
}

/** A whole-row save that sets one column, as linking through a column does. */
export function withColumn(crm: Crm, row: Row, column: string, value: string): Row {
  return { ...row, values: { ...row.values, [column]: value, date_modified: crm.now() } };
}

/** The user behind every token: the administrator. */
export const apiUser = '1';

function finished(crm: Crm, module: Module, id: string, values: Values, previous: Row | undefined): Row {
  module.beforeSave?.(values, crm, previous);
  computeBaseAmounts(module, values, crm);
  const deleted = values.deleted === '1';
  return { id: id.slice(0, idLength), deleted, values };
}
