import type { Sent } from '../sent-values.ts';
import type { Operation } from './types.ts';

/**
 * One call to the V8 API or, for a `login`, to the token endpoint; enough to name it in a message. What is sent may
 * not be repeated in one.
 */
export interface Call extends Sent {
  readonly operation: Operation;
  readonly verb: 'GET' | 'POST' | 'PATCH';
  readonly module: string;
  readonly id: string | null;
  /** Of a `relate`: the module of the other end. */
  readonly relatedModule?: string;
}

const WRITES: ReadonlySet<Operation> = new Set(['create', 'update', 'relate']);

/** Whether the call changes records, so that a lost answer leaves its outcome unknown. */
export function isWrite(call: Call): boolean {
  return WRITES.has(call.operation);
}

/** The call in a few words, without any value of a filter or an attribute. */
export function describeCall(call: Call): string {
  const target = call.id === null ? call.module : `${call.module}/${call.id}`;
  const relationships = call.operation === 'relate' || call.operation === 'related' ? '/relationships' : '';
  return `SuiteCRM ${call.verb} ${target}${relationships}`;
}

/** What happens after a failure that may have come too late to stop the call's effect. */
export function nextStep(call: Call): string {
  return isWrite(call) ? 'the record is looked up before anything is sent again' : 'it is tried again';
}
