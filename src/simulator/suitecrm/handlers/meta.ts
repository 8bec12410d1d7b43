import { message, success } from '../answer.ts';
import { badRequest } from '../errors.ts';
import type { Field } from '../modules/field.ts';
import type { Handler } from './handler.ts';

const vardefTypes: Readonly<Record<string, string>> = {
  user: 'assigned_user_name',
  double: 'float',
  'non-db': 'varchar',
};
const columnTypes: Readonly<Record<string, string>> = {
  assigned_user_name: 'id',
  datetimecombo: 'datetime',
  name: 'varchar',
  phone: 'varchar',
  url: 'varchar',
  image: 'varchar',
  file: 'varchar',
};

const notAllowed = '[SuiteCRM] [Not Allowed] The API user does not have access to this module.';

/**
 * GET /meta/fields/{module}: the vardefs of a module, as far as kind, source, length and default go. 7.15 tells only those
 * of modules in the menu.
 */
export const readFields: Handler = (_call, { module: name = '' }, crm) => {
  const module = crm.schema.module(name);
  const { release } = crm.options;
  if (module === undefined || (release === '7.15' && module.inMenu === false)) {
    throw badRequest(release === '7.15' ? notAllowed : '[Not Allowed]');
  }
  return () => {
    const attributes = Object.fromEntries([
      ['id', { type: 'id', required: true, dbType: 'id' }],
      ...module.fields.map((field) => [field.name, describe(field)]),
    ]);
    return success(200, { data: { type: 'fields', attributes } }, crm.options.clock());
  };
};

/** POST /logout: revokes the token it is called with. */
export const logOut: Handler = (call, _parameters, crm) => () => {
  crm.options.tokens.revoke(call.headers.authorization);
  return message(200, { message: 'You have been successfully logged out' }, crm.options.clock());
};

function describe(field: Field): Readonly<Record<string, unknown>> {
  const type = field.name === 'assigned_user_id' ? 'relate' : (vardefTypes[field.type] ?? field.type);
  const amount = field.type === 'currency' ? { len: `26,${field.scale ?? 0}` } : {};
  return {
    type,
    ...(field.source === 'db' ? {} : { source: field.source }),
    ...(field.length === undefined || field.type === 'user' ? {} : { len: field.length }),
    ...amount,
    ...(field.default === undefined ? {} : { default: field.default }),
    required: false,
    dbType: field.name === 'assigned_user_id' ? 'id' : (columnTypes[type] ?? type),
  };
}
