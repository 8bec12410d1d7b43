import { type Loss, notKept } from '../../crm/suitecrm/kept.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';
import type { SuiteCrmRun } from '../run.ts';
import { OtherContent } from '../workflow-errors.ts';
import type { CreatePlan } from './create-record.ts';

/**
 * Judges a record that stood under our id before it was sent. One that says the same is ours. One with other content is put right by
 * PATCH where it is ours alone: every event that wrote it is of this order and did not come to its end. Any other is not touched:
 * throws `OtherContent` with what differs, as where the PATCH did not make both agree.
 */
export async function adoptRecord(
  run: SuiteCrmRun,
  plan: CreatePlan & { readonly binding: ReadonlySet<string> },
  found: CrmRecord,
): Promise<CrmRecord> {
  const { module, id, attributes, binding } = plan;
  if (notKept(attributes, found).length === 0) return found;
  const writers = await run.remains.writersOf(module, id);
  const others = writers.filter(({ eventId }) => eventId !== run.eventId);
  const alone = writers.length > 0 && others.every(({ eventStatus }) => eventStatus !== 'done');
  if (alone && (bound(found).length > 0 || others.length > 0)) {
    const changed = await run.crm.update(module, id, attributes, run.context);
    refuse(bound(changed));
    return changed;
  }
  refuse(bound(found));
  return found;

  function bound(record: CrmRecord): Loss[] {
    return notKept(attributes, record).filter(({ field }) => binding.has(field));
  }

  function refuse(differences: readonly Loss[]): void {
    if (differences.length > 0) throw new OtherContent(module, id, differences);
  }
}
