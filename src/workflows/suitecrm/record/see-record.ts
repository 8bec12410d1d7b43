import Type, { type Static } from 'typebox';
import { findStanding } from '../../../crm/suitecrm/standing.ts';
import type { Warning } from '../../../domain/warning.ts';
import type { LinkedRun, StepRun } from '../run.ts';

const Seen = Type.Record(Type.String(), Type.String());

/** What a look at a record is for. */
export interface SeePlan {
  readonly key: string;
  readonly module: string;
  readonly id: string;
  /** The fields that matter. */
  readonly fields?: readonly string[];
  /** Whether the links note at once that it was seen; unless said otherwise. */
  readonly noted?: boolean;
  /** What the first attempt saw counts for all: a change of ours follows. */
  readonly once?: boolean;
  /** What the event is to say of it, as warnings; `null` where the record is gone. */
  readonly warn?: (seen: Static<typeof Seen> | null) => readonly Warning[];
}

/** GET of a record that a link names, which somebody may have deleted in the CRM: those fields of it, or null where it is gone. */
export async function seeRecord(run: LinkedRun, plan: SeePlan): Promise<Static<typeof Seen> | null> {
  const { key, module, id, fields = [], noted = true, once = false, warn = () => [] } = plan;
  return await run.runner.step(
    { key, verb: 'GET', module, crmId: id, fresh: !once, assumed: [id] },
    Type.Union([Seen, Type.Null()]),
    async () => {
      const record = await findStanding(run.crm, module, id, run.context, run.settings.lookAgain);
      if (record === null) return { output: null, response: { gone: true }, warnings: warn(null) };
      if (noted) await run.see(module, id);
      const seen = Object.fromEntries(fields.map((field) => [field, record.attributes[field] ?? '']));
      return { output: seen, response: seen, warnings: warn(seen) };
    },
  );
}

/** Whether a linked record was not seen for so long that it is looked at before it is used. */
export function isUnseen(run: StepRun, { unseenMs }: { readonly unseenMs: number }): boolean {
  return unseenMs >= run.settings.linkCheckMs;
}
