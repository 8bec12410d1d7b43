import type { CallContext } from '../call.ts';
import { CrmError } from '../errors.ts';
import { RecordDeleted } from './errors.ts';
import { findStanding, type LookAgain } from './standing.ts';
import type { Attributes, CrmRecord, SuiteCrm } from './types.ts';

/** A record to be made under an id of our choice. */
export interface NewRecord {
  readonly module: string;
  readonly id: string;
  readonly attributes: Attributes;
}

/** What a create needs of the CRM's client. */
export type Creator = Pick<SuiteCrm, 'find' | 'create'>;

/** The record as the CRM keeps it; `adopted` = it was there already, made by an earlier attempt. */
export interface CreatedRecord {
  readonly record: CrmRecord;
  readonly adopted: boolean;
}

/**
 * Creates a record exactly once. When an earlier attempt may have reached the CRM (`lookFirst`), a GET by id decides before
 * anything is sent; after `already exist` or `Database failure` a GET by id decides as well, since SuiteCRM answers both to
 * the loser of a race with itself. Throws `RecordDeleted` for an id that is taken and yet not found.
 */
export async function createOnce(
  crm: Creator,
  { module, id, attributes }: NewRecord,
  lookFirst: boolean,
  context: CallContext,
  lookAgain: LookAgain,
): Promise<CreatedRecord> {
  if (lookFirst) {
    const earlier = await crm.find(module, id, context);
    if (earlier !== null) return { record: earlier, adopted: true };
  }
  try {
    return { record: await crm.create(module, id, attributes, context), adopted: false };
  } catch (error) {
    if (!(error instanceof CrmError) || !DECIDED_BY_LOOK.has(error.code)) throw error;
    // An id that is taken and yet not found is a deleted record's, unless the CRM's database was away for a moment.
    const pauses = error.code === 'already_exists' ? lookAgain : [];
    const record = await look(error, () => findStanding(crm, module, id, context, pauses));
    if (record !== null) return { record, adopted: true };
    throw error.code === 'already_exists' ? new RecordDeleted(module, id, error) : error;
  }
}

// A look that fails leaves the create as unknown as it was.
async function look(created: CrmError, find: () => Promise<CrmRecord | null>) {
  try {
    return await find();
  } catch (error) {
    throw created.outcomeUnknown ? created : error;
  }
}

const DECIDED_BY_LOOK: ReadonlySet<string> = new Set(['already_exists', 'database_failure']);
