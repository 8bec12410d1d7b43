import type { CrmCall } from '../call.ts';

/** What a call is for. `create`, `update`, `relate` and `unrelate` change the CRM; the others may be repeated at will. */
export type Operation =
  | 'find'
  | 'search'
  | 'create'
  | 'update'
  | 'relate'
  | 'unrelate'
  | 'related'
  | 'fields'
  | 'login';

/** One call to the V8 API or, for a `login`, to the token endpoint. */
export interface SuiteCrmCall extends CrmCall {
  readonly operation: Operation;
  /** Of a `relate` or `unrelate`: the module of the other end. */
  readonly relatedModule?: string;
}

/** Operations on the relations of a record. */
const OF_RELATIONS: ReadonlySet<Operation> = new Set(['relate', 'unrelate', 'related']);
const WRITES: ReadonlySet<Operation> = new Set(['create', 'update', 'relate', 'unrelate']);

/** A call with its title: the method and the record, without any value of a filter or an attribute. */
export function suiteCrmCall<Facts extends Omit<SuiteCrmCall, 'title' | 'writes' | 'next'>>(facts: Facts) {
  const { operation, verb, module, id } = facts;
  const target = id === null ? module : `${module}/${id}`;
  const relationships = OF_RELATIONS.has(operation) ? '/relationships' : '';
  const writes = WRITES.has(operation);
  const next = writes ? 'the record is looked up before anything is sent again' : 'it is tried again';
  return { ...facts, title: `SuiteCRM ${verb} ${target}${relationships}`, writes, next };
}
