import Type from 'typebox';
import Value from 'typebox/value';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { ofRecord } from '../../../domain/warning.ts';
import type { StepRun } from '../run.ts';

/** A record to be known by one field. */
export interface FindPlan {
  readonly key: string;
  readonly module: string;
  readonly field: string;
  readonly value: string;
}

const FoundRecord = Type.Object({ id: Type.String() });

/**
 * The record whose field has this value, or null: asked of the CRM once in a while, remembered by the directory in between.
 * SuiteCRM compares without case, so the exact spelling wins; of several, the oldest is taken and a warning names how many.
 */
export async function findRecord(run: StepRun, plan: FindPlan): Promise<string | null> {
  const { key, module, field, value } = plan;
  const remembered = run.directory.get(module, value);
  if (remembered?.id !== undefined && !run.runner.isToRepair(key)) return remembered.id;
  const found = await run.runner.step(
    { key, verb: 'GET', module, request: { [field]: value }, renewed: run.runner.isToRepair(key) },
    Type.Union([FoundRecord, Type.Null()]),
    async ({ stood, earlier }) => {
      const { matching, shown } = await search(run, { module, filter: { [field]: value }, matches: () => true });
      const exact = matching.filter((record) => record.attributes[field] === value);
      const [oldest, ...others] = exact.length > 0 ? exact : matching;
      if (oldest === undefined) return { output: null };
      const warnings =
        others.length === 0
          ? []
          : [ofRecord(`${others.length + 1} ${module} have ${field} ${value}; the oldest is used`)];
      // What was taken stays taken, however many there are by now.
      const id = stood && Value.Check(FoundRecord, earlier.output) ? earlier.output.id : oldest.id;
      return { output: { id }, crmId: id, response: shown, warnings };
    },
  );
  if (found !== null) run.directory.remember(module, value, found);
  return found?.id ?? null;
}

/** Records that are sought by the values of their fields. */
export interface Search {
  readonly module: string;
  readonly filter: Readonly<Record<string, string>>;
  /** Whether a record is really what is sought: SuiteCRM compares without case, and by what it cut. */
  readonly matches: (record: CrmRecord) => boolean;
}

/** What a search came to. */
export interface SearchResult {
  /** The records that match, each once, the oldest first. */
  readonly matching: readonly CrmRecord[];
  /** The ids of all that the CRM showed, in its order. */
  readonly shown: readonly string[];
}

/** A name stands so often at most; of more the oldest is not among the first. */
const SHOWN = 20;

/** GET of a module by the values of fields: the one search of all look-ups, so that each takes the oldest exact match. */
export async function search(
  { crm, context }: Pick<StepRun, 'crm' | 'context'>,
  { module, filter, matches }: Search,
): Promise<SearchResult> {
  const { records } = await crm.search(module, { filter, size: SHOWN }, context);
  return { matching: oldestFirst(records.filter(matches)), shown: records.map(({ id }) => id) };
}

/** Each record once, in order of age; of one age by the id. */
function oldestFirst(records: readonly CrmRecord[]): CrmRecord[] {
  const age = ({ attributes, id }: CrmRecord) => `${attributes.date_entered ?? ''} ${id}`;
  const once = new Map(records.map((record) => [record.id, record]));
  return [...once.values()].sort((a, b) => (age(a) < age(b) ? -1 : 1));
}
