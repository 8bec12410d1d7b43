import Type from 'typebox';
import { type Creator, createOnce, type NewRecord } from '../../../crm/suitecrm/create-once.ts';
import { describeLoss, type Loss, notKept } from '../../../crm/suitecrm/kept.ts';
import { readableAttributes } from '../../../crm/suitecrm/modules/attributes.ts';
import { findStanding } from '../../../crm/suitecrm/standing.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { ofRecord, type Warning } from '../../../domain/warning.ts';
import type { NewLink } from '../../../links/link.ts';
import type { StepAttempt } from '../../runner/steps.ts';
import { OtherContent } from '../errors.ts';
import type { CreatingRun, StepRun } from '../run.ts';
import { LINK_NAMES } from './relate.ts';
import { dueAgain, type StandingPlan, warningsTold } from './standing-record.ts';

/** A record to create: the step's key, what is sent, and what it is linked to. */
export interface CreatePlan extends NewRecord, StandingPlan {
  readonly key: string;
  /** What it is created through, where that is not the run's own client. */
  readonly through?: Creator;
  readonly links: readonly Omit<NewLink, 'module' | 'crmId' | 'origin'>[];
  /** The fields that must say what was sent before a record that stood already is taken for this one; absent = any content will do. */
  readonly binding?: ReadonlySet<string>;
  /** Those of `binding` that are told otherwise later: they may say anything in a record of which nobody here knows who made it. */
  readonly changeable?: ReadonlySet<string>;
  /** An earlier attempt of this very event may have made it, naming another contact: then it is put right. */
  readonly ours?: boolean;
  /** The record that it names and that may be replaced by another. */
  readonly relatedId?: string;
  /** Looks at what else stands in the CRM before a record that stood already is taken for this one; throws where it must not be. */
  readonly beforeAdoption?: () => Promise<void>;
  /** What is odd about the record as the CRM shows it, as warnings; and what else is known by it. */
  readonly inspect?: (record: CrmRecord) => Promise<Inspection> | Inspection;
}

/** What a look at a record that was made came to. */
export interface Inspection {
  readonly warnings: readonly Warning[];
  readonly links?: readonly NewLink[];
}

/**
 * POST /module, once: a record of an earlier attempt, or of an event that did not come to its end, is adopted where it is ours. What
 * the CRM did not keep is sent once more where it identifies the record, and else becomes a warning. What stood before the event was
 * replayed to look again is left as it is, but for what `dueAgain` names; a repair makes none that is gone.
 */
export async function createRecord(run: CreatingRun, plan: CreatePlan): Promise<string> {
  const { key, module, id, attributes, links, inspect } = plan;
  return await run.runner.step(
    {
      key,
      verb: 'POST',
      module,
      crmId: id,
      request: readableAttributes(attributes),
      ...(plan.relatedId === undefined ? {} : { relatedId: plan.relatedId }),
    },
    Type.String(),
    async (attempt) => {
      const made = await provide(run, plan, attempt);
      if (made === null) return { output: id, crmId: id, response: { gone: true }, warnings: [goneSince(module, id)] };
      const isLeft = made.adopted && attempt.stood;
      const record = isLeft
        ? await mendStanding(run, plan, attempt, made.record)
        : await storeAgain(run, plan, made.adopted ? await adopt(run, plan, made.record, attempt) : made.record);
      const losses = isLeft
        ? warningsTold(plan, attempt.earlier.told, record)
        : notKept(attributes, record).map((loss) => describeLoss(module, loss));
      if (record.links !== undefined) run.directory.remember(LINK_NAMES, module, record.links);
      const inspection = (await inspect?.(record)) ?? { warnings: [] };
      return {
        output: id,
        crmId: id,
        response: { id: record.id, adopted: made.adopted },
        links: [
          ...links.map((link) => ({ ...link, module, crmId: id, origin: 'created' as const })),
          ...(inspection.links ?? []),
        ],
        warnings: [...losses, ...inspection.warnings],
      };
    },
  );
}

/** Null = it stood before and is gone, which a repair leaves so. */
async function provide(run: CreatingRun, plan: CreatePlan, { lookFirst, stood }: StepAttempt) {
  const { lookAgain } = run.settings;
  if (stood && run.runner.mode === 'repair') {
    const record = await findStanding(run.crm, plan.module, plan.id, run.context, lookAgain);
    return record === null ? null : { record, adopted: true };
  }
  return await createOnce(plan.through ?? run.crm, plan, lookFirst, run.context, lookAgain);
}

function goneSince(module: string, id: string): Warning {
  return ofRecord(`${module} ${id} is gone from the CRM; replay the event with mode "again" to make it anew`);
}

async function mendStanding(
  run: CreatingRun,
  plan: CreatePlan,
  { earlier }: StepAttempt,
  record: CrmRecord,
): Promise<CrmRecord> {
  const due = await dueAgain(run, plan, earlier.told, record);
  return Object.keys(due).length === 0 ? record : await run.crm.update(plan.module, plan.id, due, run.context);
}

async function adopt(
  run: CreatingRun,
  plan: CreatePlan,
  found: CrmRecord,
  { amended }: StepAttempt,
): Promise<CrmRecord> {
  const { binding = amended ? NOTHING : undefined, beforeAdoption } = plan;
  await beforeAdoption?.();
  if (binding === undefined) return found;
  const ours = plan.ours === true || (amended && (await isLeftByTheDead(run, plan, run.eventId)));
  return await adoptRecord(run, { ...plan, binding, ours }, found);
}

const NOTHING: ReadonlySet<string> = new Set();

// What a record is found by, and what stands in tables of its own beside the record's: custom fields, addresses, a contact's account.
const STORED_BESIDE = /^email1$|^account_id$|_c$/;

/**
 * PATCH of the fields that a create lost although it was answered with 201: a SuiteCRM whose query fails in the middle of a save keeps
 * the record without them (seen on 7.15.0). No call where nothing is missing. What is missing after it the CRM does not want.
 */
export async function storeAgain(
  run: StepRun,
  { module, id, attributes }: NewRecord,
  record: CrmRecord,
): Promise<CrmRecord> {
  const lost = notKept(attributes, record).filter(({ field, kept }) => kept === '' && STORED_BESIDE.test(field));
  if (lost.length === 0) return record;
  const names = new Set(lost.map(({ field }) => field));
  // What hangs on an address is taken together with it, and not afterwards.
  if (names.has('email1')) for (const field of ['email2', 'email_opt_out']) names.add(field);
  const again = Object.fromEntries(Object.entries(attributes).filter(([name]) => names.has(name)));
  return await run.crm.update(module, id, again, run.context);
}

/**
 * Judges a record that stood under our id before it was sent. One that says the same is ours. One with other content is put right by
 * PATCH where it is ours alone: this event, or another of this order that did not come to its end, wrote it. Any other is not touched: throws
 * `OtherContent` with what differs, as where the PATCH did not make both agree. One that nobody here knows to have made was made before the
 * database was restored: what was told of it since may have changed it.
 */
export async function adoptRecord(
  run: CreatingRun,
  plan: CreatePlan & { readonly binding: ReadonlySet<string> },
  found: CrmRecord,
): Promise<CrmRecord> {
  const { module, id, attributes, binding, changeable = NOTHING } = plan;
  if (notKept(attributes, found).length === 0) return found;
  if (plan.ours === true || (await isLeftByTheDead(run, plan))) {
    const changed = await run.crm.update(module, id, attributes, run.context);
    refuse(bound(changed));
    return changed;
  }
  const differences = bound(found);
  const fixed = differences.filter(({ field }) => !changeable.has(field));
  const isFree = fixed.length === 0 && differences.length > 0 && (await isUnknownHere(run, plan));
  refuse(isFree ? fixed : differences);
  return found;

  function bound(record: CrmRecord): Loss[] {
    return notKept(attributes, record).filter(({ field }) => binding.has(field));
  }

  function refuse(differences: readonly Loss[]): void {
    if (differences.length > 0) throw new OtherContent(module, id, differences);
  }
}

/**
 * Whether other events of this order, none of which came to its end, wrote the record, and nobody else did. `own`: this event, where it
 * counts as well.
 */
async function isLeftByTheDead(
  run: CreatingRun,
  { module, id, links }: CreatePlan,
  own: string | null = null,
): Promise<boolean> {
  const writers = await run.remains.writersOf(module, id);
  const others = writers.filter(({ eventId }) => eventId !== run.eventId);
  if ((others.length === 0 && own === null) || others.some(({ eventStatus }) => eventStatus === 'done')) return false;
  // The link outlives the event: one that is gone came to its end.
  for (const key of links) {
    const link = await run.links.find(key);
    if (link === null || (own !== null && link.eventId === own)) continue;
    if (!others.some(({ eventId }) => eventId === link.eventId)) return false;
  }
  return true;
}

/** Whether neither another event of this order nor a link tells who made a record; one that found it in the CRM did not make it. */
async function isUnknownHere(run: CreatingRun, { module, id, links }: CreatePlan): Promise<boolean> {
  const writers = await run.remains.writersOf(module, id);
  if (writers.some(({ eventId }) => eventId !== run.eventId)) return false;
  for (const key of links) {
    const link = await run.links.find(key);
    if (link?.origin === 'created' && link.eventId !== run.eventId) return false;
  }
  return true;
}
