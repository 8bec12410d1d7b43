import { message } from '../answer.ts';
import { notFound } from '../errors.ts';
import { softDelete } from '../links.ts';
import { checkDefined, checkPathId } from '../options.ts';
import { type Handler, moduleNamed } from './handler.ts';

/** DELETE /module/{module}/{id}: a soft delete. The id stays taken for good. */
export const removeRecord: Handler = (call, { module: name = '', id = '' }, crm) => {
  const module = moduleNamed(crm, name);
  checkDefined([...call.query.keys()], ['id', 'moduleName']);
  checkPathId(id);
  const row = crm.store.table(module.name).find(id);
  if (row === undefined) {
    throw notFound(module.name, id, 'service');
  }
  return () => {
    softDelete(crm, module.name, row);
    return message(200, { message: `Record with id ${id} is deleted` }, crm.options.clock());
  };
};
