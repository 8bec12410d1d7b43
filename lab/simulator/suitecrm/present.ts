import type { Crm } from './crm.ts';
import type { Field, Shown } from './modules/field.ts';
import type { Module } from './modules/module.ts';
import { encodeForAnswer } from './save/purify.ts';
import type { RequestAttributes } from './save/row.ts';
import type { Row } from './store/table.ts';

/** PHP glues its own zone's offset onto the database's UTC text: the result is not an instant. */
const phpOffset = '+08:00';

const emailFields = new Set(['email1', 'email2', 'invalid_email', 'email_opt_out']);

/** The attributes of a stored record, in the module's order. */
export function attributesOf(crm: Crm, module: Module, row: Row): Record<string, Shown> {
  const emails = module.person ? emailValues(crm, module, row.id) : undefined;
  const attributes: Record<string, Shown> = {};
  for (const field of module.fields) {
    attributes[field.name] =
      emails !== undefined && emailFields.has(field.name) ? (emails[field.name] ?? '') : shown(field, row, crm);
  }
  return attributes;
}

/** The attributes of a bean that could not be read back after its save: as they lay in PHP's memory. */
export function unreadAttributes(
  crm: Crm,
  module: Module,
  row: Row,
  sent: RequestAttributes,
  inserted: boolean,
): Record<string, Shown> {
  const attributes: Record<string, Shown> = {};
  for (const field of module.fields) {
    attributes[field.name] = inMemory(field, row, sent, crm, inserted);
  }
  return attributes;
}

function shown(field: Field, row: Row, crm: Crm): Shown {
  if (field.shows !== undefined) {
    const value = field.shows(row, crm);
    return typeof value === 'string' ? encodeForAnswer(value) : value;
  }
  if (field.source === 'non-db') {
    return '';
  }
  if (field.name === 'deleted') {
    return row.deleted ? '1' : '0';
  }
  const text = row.values[field.name] ?? '';
  if (field.flag === true && text === '') {
    return false;
  }
  switch (field.type) {
    case 'datetime':
    case 'datetimecombo':
      return text === '' ? '' : `${text.slice(0, 10)}T${text.slice(11, 16)}:00${phpOffset}`;
    case 'date':
      return text === '0000-00-00' ? '' : text;
    default:
      return encodeForAnswer(text);
  }
}

function inMemory(field: Field, row: Row, sent: RequestAttributes, crm: Crm, inserted: boolean): Shown {
  const text = row.values[field.name] ?? '';
  switch (field.name) {
    case 'deleted':
      return typeof sent.deleted === 'string' ? sent.deleted : 0;
    case 'modified_by_name':
      return 'admin';
    case 'name':
    case 'full_name':
      return field.shows?.(row, crm) ?? text;
    case 'date_entered':
    case 'created_by':
      if (!inserted) {
        return '';
      }
      break;
  }
  if (field.source === 'non-db') {
    return '';
  }
  if (Object.hasOwn(sent, field.name)) {
    return text;
  }
  switch (field.type) {
    case 'bool':
      return false;
    case 'float':
      return 0;
    case 'datetime':
      return `${text.slice(0, 10)}T${text.slice(11)}${phpOffset}`;
    default:
      return text;
  }
}

function emailValues(crm: Crm, module: Module, id: string): Readonly<Record<string, string>> {
  const links = crm.store.emails.ofRecord(module.name, id);
  // Where the first address was removed, the next takes its place.
  const first = links.find((link) => link.primary) ?? links[0];
  const second = links.find((link) => link !== first);
  return {
    email1: first?.email.address ?? '',
    email2: second?.email.address ?? '',
    invalid_email: first === undefined ? '' : first.email.invalid ? '1' : '0',
    email_opt_out: first === undefined ? '' : first.email.optOut ? '1' : '0',
  };
}

/** How a list shows a record's links once more: naming them in `relationships` has loaded them. */
export function loadedLinks(module: Module): Record<string, Shown> {
  const loaded = [...Object.values(module.links ?? {}), 'modified_user_link', 'assigned_user_link'];
  return Object.fromEntries(module.fields.filter(({ name }) => loaded.includes(name)).map(({ name }) => [name, {}]));
}

/** A record as it stands in `data`. `path` is where its relationship links begin, e.g. `V8/module/Leads/{id}`. */
export function resource(
  module: Module,
  id: string,
  attributes: Readonly<Record<string, Shown>>,
  path: string,
): Readonly<Record<string, unknown>> {
  return { type: module.objectName, id, attributes, relationships: relationshipLinks(module, path) };
}

/** The `relationships` member: one link per related module. */
export function relationshipLinks(module: Module, path: string): unknown {
  if (module.links === null) {
    return [];
  }
  return Object.fromEntries(
    Object.entries(module.links).map(([target, link]) => [
      target,
      { links: { related: `${path}/relationships/${link}` } },
    ]),
  );
}
