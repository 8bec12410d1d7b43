import type { Schema } from '../schema.ts';
import { isObject, type SimulatedCall } from './call.ts';

/** The module and record a call is about, as the journal and the faults name them. */
export function subjectOf(
  call: SimulatedCall,
  schema: Schema,
): { readonly module: string | null; readonly id: string | null } {
  const [module, id] = call.path.match(/^\/Api\/V8\/module\/([^/]+)(?:\/([^/]+))?/)?.slice(1) ?? [];
  if (module !== undefined) {
    return { module: nameOf(schema, module), id: id ?? null };
  }
  const data = isObject(call.body) && isObject(call.body.data) ? call.body.data : {};
  return {
    module: typeof data.type === 'string' ? nameOf(schema, data.type) : null,
    id: typeof data.id === 'string' ? data.id : null,
  };
}

function nameOf(schema: Schema, name: string): string {
  return schema.module(name)?.name ?? name;
}
