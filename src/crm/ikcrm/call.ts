import type { CrmCall } from '../call.ts';

/** What a call is for. Only `add_products` changes the CRM. */
export type Operation = 'login' | 'check' | 'contract' | 'add_products';

/** One call to the open API. */
export interface IkcrmCall extends CrmCall {
  readonly operation: Operation;
  readonly module: 'login' | 'contracts' | 'products';
}

/** A call with its title: the method and the record, without any value of a line. */
export function ikcrmCall<Facts extends Omit<IkcrmCall, 'title' | 'writes' | 'next'>>(facts: Facts) {
  const { operation, verb, module, id } = facts;
  const target = id === null ? module : `${module}/${id}`;
  const writes = operation === 'add_products';
  const next = writes ? 'the contract is read before anything is sent again' : 'it is tried again';
  return { ...facts, title: `ikcrm ${verb} ${target}${writes ? '/product_assets' : ''}`, writes, next };
}

export const LOGIN = ikcrmCall({ operation: 'login', verb: 'POST', module: 'login', id: null });
