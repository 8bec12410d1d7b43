import Type from 'typebox';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { ofRecord } from '../../../domain/warning.ts';
import type { SuiteCrmRun } from '../run.ts';

/** A record to be known by one field. */
export interface FindPlan {
  readonly key: string;
  readonly module: string;
  readonly field: string;
  readonly value: string;
}

const Found = Type.Object({ id: Type.String() });

/**
 * The record whose field has this value, or null: asked of the CRM once in a while, remembered by the directory in between.
 * SuiteCRM compares without case, so the exact spelling wins; of several, the oldest is taken and a warning names how many.
 */
export async function findRecord(run: SuiteCrmRun, plan: FindPlan): Promise<string | null> {
  const { key, module, field, value } = plan;
  const remembered = run.directory.get(module, value);
  if (remembered?.id !== undefined) return remembered.id;
  const found = await run.runner.step(
    { key, verb: 'GET', module, request: { [field]: value } },
    Type.Union([Found, Type.Null()]),
    async () => {
      const { records } = await run.crm.search(module, { filter: { [field]: value }, size: 20 }, run.context);
      const [oldest, ...others] = oldestOf(records, (record) => record.attributes[field] === value);
      if (oldest === undefined) return { output: null };
      const warnings =
        others.length === 0
          ? []
          : [ofRecord(`${others.length + 1} ${module} have ${field} ${value}; the oldest is used`)];
      return { output: { id: oldest.id }, crmId: oldest.id, response: records.map(({ id }) => id), warnings };
    },
  );
  if (found !== null) run.directory.remember(module, value, found);
  return found?.id ?? null;
}

/** Records in order of age, those that match exactly first in line; if some do, the others do not count. */
export function oldestOf(records: readonly CrmRecord[], exact: (record: CrmRecord) => boolean): CrmRecord[] {
  const exactOnes = records.filter(exact);
  const age = ({ attributes, id }: CrmRecord) => `${attributes.date_entered ?? ''} ${id}`;
  return [...(exactOnes.length > 0 ? exactOnes : records)].sort((a, b) => (age(a) < age(b) ? -1 : 1));
}
