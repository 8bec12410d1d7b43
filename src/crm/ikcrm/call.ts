import type { Sent } from '../sent-values.ts';
import type { Operation } from './types.ts';

/** One call to the open API; enough to name it in a message. What is sent may not be repeated in one. */
export interface Call extends Sent {
  readonly operation: Operation;
  readonly verb: 'GET' | 'POST';
  readonly module: 'login' | 'contracts' | 'products';
  readonly id: string | null;
}

export const LOGIN: Call = { operation: 'login', verb: 'POST', module: 'login', id: null };

/** Whether the call changes records, so that a lost answer leaves its outcome unknown. */
export function isWrite(call: Call): boolean {
  return call.operation === 'add_products';
}

/** The call in a few words, without any value of a line. */
export function describeCall(call: Call): string {
  const target = call.id === null ? call.module : `${call.module}/${call.id}`;
  return `ikcrm ${call.verb} ${target}${isWrite(call) ? '/product_assets' : ''}`;
}

/** What happens after a failure that may have come too late to stop the call's effect. */
export function nextStep(call: Call): string {
  return isWrite(call) ? 'the contract is read before anything is sent again' : 'it is tried again';
}
