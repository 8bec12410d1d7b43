import { describeLoss, type Loss, notKept } from '../../../crm/suitecrm/kept.ts';
import { findStanding } from '../../../crm/suitecrm/standing.ts';
import type { Attributes, AttributeValue, CrmRecord } from '../../../crm/suitecrm/types.ts';
import type { Warning } from '../../../domain/warning.ts';
import type { StepRun } from '../run.ts';

/** A record that an earlier run of the event has written, as it was sent then or would be sent now. */
export interface StandingPlan {
  readonly module: string;
  readonly id: string;
  readonly attributes: Attributes;
  /** Fields that name a record of another module: where what is named is gone, the record gets what took its place. */
  readonly references?: Readonly<Record<string, string>>;
  /** Fields that are filled in where the record shows nothing in them. */
  readonly fillsIn?: readonly string[];
}

/**
 * What of a record that stands is sent again: what it names that is gone, what it lacks, and what the CRM did not keep the last time, as
 * the event has warned of it. What people changed since is left, and so is every amount.
 */
export async function dueAgain(
  run: StepRun,
  plan: StandingPlan,
  told: readonly string[],
  record: CrmRecord,
): Promise<Attributes> {
  const lost = lossesTold(plan, told, record).filter(({ kept, sent }) => sent.startsWith(kept));
  const fields = new Set(
    lost.filter((loss) => describeLoss(plan.module, loss).kind !== 'money').map(({ field }) => field),
  );
  for (const field of plan.fillsIn ?? []) if (record.attributes[field] === '') fields.add(field);
  for (const [field, module] of Object.entries(plan.references ?? {}))
    if (await namesOneGone(run, module, record.attributes[field], plan.attributes[field])) fields.add(field);
  // What hangs on an address is taken together with it, and not afterwards.
  if (fields.has('email1')) for (const field of ['email2', 'email_opt_out']) fields.add(field);
  return Object.fromEntries(Object.entries(plan.attributes).filter(([name]) => fields.has(name)));
}

async function namesOneGone(
  run: StepRun,
  module: string,
  named: string | undefined,
  wanted: AttributeValue | undefined,
): Promise<boolean> {
  if (named === undefined || typeof wanted !== 'string' || wanted === '') return false;
  // SuiteCRM takes a contact that is deleted off its invoices.
  if (named === '') return true;
  if (named.toLowerCase() === wanted.toLowerCase()) return false;
  return (await findStanding(run.crm, module, named, run.context, run.settings.lookAgain)) === null;
}

/** What the event has warned of and still stands so; what people changed since is no loss. */
export function warningsTold(plan: StandingPlan, told: readonly string[], record: CrmRecord): Warning[] {
  return lossesTold(plan, told, record).map((loss) => describeLoss(plan.module, loss));
}

function lossesTold({ module, attributes }: StandingPlan, told: readonly string[], record: CrmRecord): Loss[] {
  return notKept(attributes, record).filter((loss) => told.includes(describeLoss(module, loss).text));
}
