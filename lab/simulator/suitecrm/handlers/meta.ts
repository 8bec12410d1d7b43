import { message, success } from '../answer.ts';
import { compareCollated } from '../collation.ts';
import { refused } from '../errors.ts';
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

/** What an administrator may do with a module, in the order in which the database sorts it. */
const actions = ['access', 'delete', 'edit', 'export', 'import', 'list', 'massupdate', 'view'];
/** Of the menu, but never named by the list of modules. */
const invisible = new Set(['ProspectLists', 'Users']);

/** GET /meta/modules: the modules of the menu with their labels. */
export const readModules: Handler = (_call, _parameters, crm) => () => {
  const listed = crm.schema.modules.filter(({ name, inMenu = true }) => inMenu && !invisible.has(name));
  const sorted = listed.toSorted((a, b) => compareCollated(a.name, b.name));
  const attributes = Object.fromEntries(sorted.map(({ name, label }) => [name, { label, access: actions }]));
  return success(200, { data: { type: 'modules', attributes } }, crm.options.clock());
};

/** GET /meta/fields/{module}: the vardefs of a module of the menu, as far as kind, source, length and default go. */
export const answerFields: Handler = (_call, { module: name = '' }, crm) => {
  const module = crm.schema.module(name);
  if (module?.name !== name || module.inMenu === false) {
    throw refused(notAllowed);
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
