import { success } from '../answer.ts';
import { badRequest, notFound } from '../errors.ts';
import type { Shown } from '../modules/field.ts';
import { fieldOf, type Module } from '../modules/module.ts';
import { checkDefined, checkPathId, queryMap } from '../options.ts';
import type { PhpMap } from '../php-query.ts';
import { attributesOf, resource } from '../present.ts';
import { type Handler, moduleNamed } from './handler.ts';

/** GET /module/{module}/{id}: links repeat module and id as the client wrote them. */
export const answerRecord: Handler = (call, { module: name = '', id = '' }, crm) => {
  const module = moduleNamed(crm, name);
  checkDefined([...call.query.keys()], ['fields', 'id', 'moduleName']);
  checkPathId(id);
  const wanted = wantedFields(call.query, module, name);
  return () => {
    const row = crm.store.table(module.name).find(id);
    if (row === undefined) {
      throw notFound(module.name, id, 'service');
    }
    const attributes = pick(attributesOf(crm, module, row), wanted);
    return success(200, { data: resource(module, row.id, attributes, `V8/module/${name}/${id}`) }, crm.options.clock());
  };
};

/** The attributes `fields[Module]=a,b` asks for; undefined = all. */
export function wantedFields(query: PhpMap, module: Module, name: string): ReadonlySet<string> | undefined {
  const fields = queryMap(query, 'fields');
  const list = fields?.get(name) ?? fields?.get(module.name);
  if (typeof list !== 'string') {
    return undefined;
  }
  const names = list.split(',').map((field) => field.trim());
  const unknown = names.filter((field) => fieldOf(module, field) === undefined);
  if (unknown.length > 0) {
    const [fields, are] = unknown.length === 1 ? ['field', 'is'] : ['fields', 'are'];
    throw badRequest(`The following ${fields} in ${module.objectName} module ${are} not found: ${unknown.join(', ')}`);
  }
  return new Set(names);
}

/** The wanted attributes in the module's order. */
export function pick(
  attributes: Record<string, Shown>,
  wanted: ReadonlySet<string> | undefined,
): Record<string, Shown> {
  return wanted === undefined
    ? attributes
    : Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted.has(name)));
}
