import { setTimeout as pause } from 'node:timers/promises';
import type { CallContext } from '../call.ts';
import { RecordNotFound } from '../errors.ts';
import { DatabaseFailure } from './errors.ts';
import type { CrmRecord, LinkedPair, SuiteCrm } from './types.ts';

/** The pauses before a record that is said to be missing is looked for again, in milliseconds. */
export type LookAgain = readonly number[];

/**
 * GET of a record that stood. A SuiteCRM whose database connection breaks says "not found" of records that stand (seen on 7.15.0), so
 * a missing one is looked for again, several times. Null = it is gone.
 */
export async function findStanding(
  crm: Pick<SuiteCrm, 'find'>,
  module: string,
  id: string,
  context: CallContext,
  lookAgain: LookAgain,
): Promise<CrmRecord | null> {
  for (const ms of [0, ...lookAgain]) {
    if (ms > 0) await pause(ms, undefined, { signal: context.signal });
    const record = await crm.find(module, id, context);
    if (record !== null) return record;
  }
  return null;
}

/**
 * A client that believes "not found" of a record that stood only after looking again: where the CRM shows the record after all, the
 * call failed because the CRM's database was away for a moment, and is `DatabaseFailure`, to be tried again.
 */
export function doubting(crm: SuiteCrm, lookAgain: LookAgain): SuiteCrm {
  async function check<T>(call: Promise<T>, ends: readonly (readonly [string, string])[], context: CallContext) {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof RecordNotFound)) throw error;
      for (const [module, id] of ends)
        if ((await findStanding(crm, module, id, context, lookAgain)) === null) throw error;
      throw new DatabaseFailure(error.call, 'the CRM did not find what it shows now; it is tried again', {
        outcome: 'unknown',
        cause: error,
      });
    }
  }

  return {
    ...crm,
    update: (module, id, attributes, context) =>
      check(crm.update(module, id, attributes, context), [[module, id]], context),
    relate: (module, id, relatedModule, relatedId, context) =>
      check(
        crm.relate(module, id, relatedModule, relatedId, context),
        [
          [module, id],
          [relatedModule, relatedId],
        ],
        context,
      ),
    relateBy: (pair, context) => check(crm.relateBy(pair, context), endsOf(pair), context),
    unrelate: (pair, context) => check(crm.unrelate(pair, context), endsOf(pair), context),
    related: (module, id, link, context) => check(crm.related(module, id, link, context), [[module, id]], context),
  };
}

function endsOf({ module, id, relatedModule, relatedId }: LinkedPair) {
  return [
    [module, id],
    [relatedModule, relatedId],
  ] as const;
}
