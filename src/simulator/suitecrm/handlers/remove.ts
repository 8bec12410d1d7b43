import { message } from '../answer.ts';
import { notFound } from '../errors.ts';
import { asDeleted, unlinkDeleted } from '../links.ts';
import { checkDefined, checkPathId } from '../options.ts';
import { type Handler, moduleNamed } from './handler.ts';

/** DELETE /module/{module}/{id}: a soft delete. The id stays taken for good. */
export const removeRecord: Handler = (call, { module: name = '', id = '' }, crm) => {
  const module = moduleNamed(crm, name);
  checkDefined([...call.query.keys()], ['id', 'moduleName']);
  checkPathId(id);
  const table = crm.store.table(module.name);
  const row = table.find(id);
  if (row === undefined) {
    throw notFound(module.name, id, 'service');
  }
  return () => {
    table.put(asDeleted(crm, row));
    unlinkDeleted(crm, module.name, row.id);
    for (const link of crm.store.emails.ofRecord(module.name, row.id)) {
      link.deleted = true;
    }
    return message(200, { message: `Record with id ${id} is deleted` }, crm.options.clock());
  };
};
