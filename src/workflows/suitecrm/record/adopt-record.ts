import { type Loss, notKept } from '../../../crm/suitecrm/kept.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { OtherContent } from '../errors.ts';
import type { SuiteCrmRun } from '../run.ts';
import type { CreatePlan } from './create-record.ts';

/**
 * Judges a record that stood under our id before it was sent. One that says the same is ours. One with other content is put right by
 * PATCH where it is ours alone: this event, or another of this order that did not come to its end, wrote it. Any other is not touched: throws
 * `OtherContent` with what differs, as where the PATCH did not make both agree.
 */
export async function adoptRecord(
  run: SuiteCrmRun,
  plan: CreatePlan & { readonly binding: ReadonlySet<string> },
  found: CrmRecord,
): Promise<CrmRecord> {
  const { module, id, attributes, binding } = plan;
  if (notKept(attributes, found).length === 0) return found;
  if (plan.ours === true || (await isLeftByTheDead(run, plan))) {
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

/** Whether other events of this order, none of which came to its end, wrote the record, and nobody else did. */
async function isLeftByTheDead(run: SuiteCrmRun, { module, id, links }: CreatePlan): Promise<boolean> {
  const writers = await run.remains.writersOf(module, id);
  const others = writers.filter(({ eventId }) => eventId !== run.eventId);
  if (others.length === 0 || others.some(({ eventStatus }) => eventStatus === 'done')) return false;
  // The link outlives the event: one that is gone came to its end.
  for (const key of links) {
    const link = await run.links.find(key);
    if (link !== null && !others.some(({ eventId }) => eventId === link.eventId)) return false;
  }
  return true;
}
