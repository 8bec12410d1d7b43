import { randomUUID } from 'node:crypto';
import type { Answer } from '../../frame/answer.ts';
import { success } from '../answer.ts';
import type { Crm } from '../crm.ts';
import { databaseFailure, notFound, refused } from '../errors.ts';
import type { Module } from '../modules/module.ts';
import { readData } from '../options.ts';
import { attributesOf, resource, unreadAttributes } from '../present.ts';
import { planEmails } from '../save/emails.ts';
import { changedRow, newRow, type RequestAttributes } from '../save/row.ts';
import type { Row } from '../store/table.ts';
import { checkAttributes, failAfterSave, failBeforeSave } from './attributes.ts';
import { type Handler, moduleNamed } from './handler.ts';
import { lostFields, sentOf, withoutFields } from './lost-fields.ts';

const defined = ['attributes', 'id', 'type'];

/**
 * POST /module. An id that exists is refused, also if its record is deleted; of several creates side by side with one
 * id, one inserts and the others fail in the database after having written their e-mail links.
 */
export const insertRecord: Handler = (call, _parameters, crm, unwritten) => {
  const data = readData(call, defined, ['type']);
  const module = moduleNamed(crm, data.type);
  const { attributes } = data;
  checkAttributes(module, attributes);
  const table = crm.store.table(module.name);
  const checked = data.type === module.name;
  if (data.id !== undefined && checked && table.get(data.id) !== undefined) {
    throw refused(`Bean ${data.type} with id ${data.id} is already exist`);
  }
  failBeforeSave(module, attributes);
  const idAmongAttributes = typeof attributes.id === 'string' ? attributes.id : undefined;
  const id = idAmongAttributes ?? data.id ?? randomUUID();
  const overwrites = idAmongAttributes !== undefined && data.id === undefined;
  const number = module.name === 'AOS_Invoices' ? { number: String(table.nextNumber()) } : {};
  const lost = lostFields(module, unwritten.fields);
  const kept = Object.fromEntries(Object.entries(attributes).filter(([name]) => !lost.has(name)));
  const writeEmails = planEmails(crm, module.name, id, module.person ? kept : {});
  return () => {
    writeEmails();
    const row = newRow(crm, module, id, { ...attributes, ...number });
    const exists = table.get(row.id) !== undefined;
    if (exists && !overwrites) {
      throw databaseFailure();
    }
    if (exists || !overwrites) {
      table.put(withoutFields(row, lost));
    }
    failAfterSave(attributes);
    const shown = unwritten.shows === 'sent' ? sentOf(attributes, lost) : {};
    return saved(crm, module, id, row, attributes, { inserted: !overwrites, shown });
  };
};

/** PATCH /module: reads the row, writes the whole row; what others wrote in between is lost. */
export const changeRecord: Handler = (call, _parameters, crm) => {
  const data = readData(call, defined, ['id', 'type']);
  const module = moduleNamed(crm, data.type);
  const { attributes, id = '' } = data;
  checkAttributes(module, attributes);
  const table = crm.store.table(module.name);
  const previous = table.find(id);
  if (previous === undefined) {
    throw notFound(module.name, id, 'service');
  }
  failBeforeSave(module, attributes);
  const writeEmails = planEmails(crm, module.name, id, module.person ? attributes : {});
  return () => {
    writeEmails();
    const row = changedRow(crm, module, previous, attributes);
    table.put(row);
    failAfterSave(attributes);
    return saved(crm, module, previous.id, row, attributes, { inserted: true, shown: {} });
  };
};

function saved(
  crm: Crm,
  module: Module,
  id: string,
  row: Row,
  sent: RequestAttributes,
  how: {
    readonly inserted: boolean;
    /** Attributes that are shown though they are not stored. */
    readonly shown: Readonly<Record<string, string>>;
  },
): Answer {
  const stored = crm.store.table(module.name).find(id);
  const attributes =
    stored === undefined
      ? unreadAttributes(crm, module, row, sent, how.inserted)
      : { ...attributesOf(crm, module, stored), ...how.shown };
  return success(201, { data: resource(module, id, attributes, `V8/module/${id}`) }, crm.options.clock());
}
