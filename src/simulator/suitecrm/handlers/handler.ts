import type { Answer } from '../answer.ts';
import type { Crm } from '../crm.ts';
import { badRequest } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { Module } from '../modules/module.ts';

/** What is left to do after a request was understood and its rows were read: writing, and answering. */
export type Commit = () => Answer;

/**
 * Handles a call in two steps, because the real server does: it reads first and writes later, without a transaction.
 * What another call writes between the two is not seen, and is overwritten.
 */
export type Handler = (call: Call, parameters: Readonly<Record<string, string>>, crm: Crm) => Commit;

/** The module a request names. */
export function moduleNamed(crm: Crm, name: string): Module {
  const module = crm.schema.module(name);
  if (module === undefined) {
    throw badRequest(`Module ${name} does not exist`);
  }
  return module;
}
