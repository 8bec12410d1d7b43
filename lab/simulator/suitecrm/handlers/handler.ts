import type { Commit } from '../../frame/simulated-api.ts';
import type { Crm } from '../crm.ts';
import { badRequest } from '../errors.ts';
import type { LostFields } from '../faults.ts';
import type { SimulatedCall } from '../http/call.ts';
import type { Module } from '../modules/module.ts';

/** What the database does not take of a call, though SuiteCRM answers as if it had. */
export interface Unwritten {
  /** The row of a relationship. */
  readonly relation: boolean;
  /** Fields of a create that lie in other tables than its record. */
  readonly fields: readonly LostFields[];
  /** Whether the answer to such a create shows what is stored or what was sent. */
  readonly shows: 'stored' | 'sent';
}

/** The ordinary case. */
export const everythingIsWritten: Unwritten = { relation: false, fields: [], shows: 'stored' };

/**
 * Handles a call in two steps, because the real server does: it reads first and writes later, without a transaction.
 * What another call writes between the two is not seen, and is overwritten.
 */
export type Handler = (
  call: SimulatedCall,
  parameters: Readonly<Record<string, string>>,
  crm: Crm,
  unwritten: Unwritten,
) => Commit;

/** The module a request names. */
export function moduleNamed(crm: Crm, name: string): Module {
  const module = crm.schema.module(name);
  if (module === undefined) {
    throw badRequest(`Module ${name} does not exist`);
  }
  return module;
}
