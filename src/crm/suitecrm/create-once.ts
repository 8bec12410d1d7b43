import type { CallContext } from '../call-context.ts';
import { SuiteCrmError } from './errors.ts';
import { RecordDeleted } from './record-deleted.ts';
import type { Attributes, CrmRecord, SuiteCrm } from './types.ts';

/** A record to be made under an id of our choice. */
export interface NewRecord {
  readonly module: string;
  readonly id: string;
  readonly attributes: Attributes;
}

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
  crm: SuiteCrm,
  { module, id, attributes }: NewRecord,
  lookFirst: boolean,
  context: CallContext,
): Promise<CreatedRecord> {
  if (lookFirst) {
    const earlier = await crm.find(module, id, context);
    if (earlier !== null) return { record: earlier, adopted: true };
  }
  try {
    return { record: await crm.create(module, id, attributes, context), adopted: false };
  } catch (error) {
    if (!(error instanceof SuiteCrmError) || !DECIDED_BY_LOOK.has(error.code)) throw error;
    const record = await look(crm, module, id, context, error);
    if (record !== null) return { record, adopted: true };
    throw error.code === 'already_exists' ? new RecordDeleted(module, id, error) : error;
  }
}

// A look that fails leaves the create as unknown as it was.
async function look(crm: SuiteCrm, module: string, id: string, context: CallContext, created: SuiteCrmError) {
  try {
    return await crm.find(module, id, context);
  } catch (error) {
    throw created.outcomeUnknown ? created : error;
  }
}

const DECIDED_BY_LOOK: ReadonlySet<string> = new Set(['already_exists', 'database_failure']);
