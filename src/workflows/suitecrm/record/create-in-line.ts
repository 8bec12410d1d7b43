import { RecordDeleted } from '../../../crm/suitecrm/errors.ts';
import { ofRecord } from '../../../domain/warning.ts';
import type { LinkKind } from '../../../links/link.ts';
import { StepFailed } from '../../runner/steps.ts';
import type { CreatingRun } from '../run.ts';
import { type CreatePlan, createRecord } from './create-record.ts';

/** So many records of one line may have been deleted. */
const MAX_TURNS = 20;

/**
 * Creates a record under the first id of its line that no deleted record has, from a turn on: SuiteCRM never gives such an id out
 * again. `planOf` makes the plan of a turn, with a step key of its own.
 */
export async function createInLine(
  run: CreatingRun,
  from: number,
  planOf: (turn: number) => CreatePlan,
): Promise<string> {
  for (let turn = from; ; turn += 1) {
    try {
      return await createRecord(run, planOf(turn));
    } catch (error) {
      const taken = error instanceof StepFailed && error.cause instanceof RecordDeleted;
      if (!taken || turn >= MAX_TURNS) throw error;
    }
  }
}

/** Which record of its line an id is of, from 1; 0 where it is of none. */
export function turnOf(id: string | null, idOf: (turn: number) => string): number {
  for (let turn = 1; id !== null && turn <= MAX_TURNS; turn += 1) if (idOf(turn) === id) return turn;
  return 0;
}

/** The turn after that of a record which is gone; the first where it was none of the line. */
export function turnAfter(gone: string | null, idOf: (turn: number) => string): number {
  return turnOf(gone, idOf) + 1;
}

/** A record that is made anew under the next id of its line where it is gone and the event looks again; `idOf`: its id in a turn. */
export interface ReplaceablePlan extends CreatePlan {
  readonly idOf: (turn: number) => string;
  /** What the record is linked as, all of which follows to the one that takes its place. */
  readonly kinds: readonly LinkKind[];
}

/**
 * Creates a record once, or finds what took its place when the event was replayed to look again: of a record that is gone then, the next
 * of its line is made, and the links follow. Gives the id of the one that stands.
 */
export async function createReplaceable(run: CreatingRun, plan: ReplaceablePlan): Promise<string> {
  const planOf = (turn: number): CreatePlan =>
    turn === 1 ? plan : { ...plan, key: keyOfTurn(plan.key, turn), id: plan.idOf(turn) };
  let turn = 1;
  while (turn < MAX_TURNS && run.runner.mayStand(keyOfTurn(plan.key, turn + 1))) turn += 1;
  const id =
    run.runner.mode === 'again' ? await createInLine(run, turn, planOf) : await createRecord(run, planOf(turn));
  if (id !== plan.id) await followLinks(run, plan, id);
  return id;
}

function keyOfTurn(key: string, turn: number): string {
  return `${key} #${turn}`;
}

async function followLinks(
  run: CreatingRun,
  { module, links, kinds }: ReplaceablePlan,
  successor: string,
): Promise<void> {
  for (const key of links) {
    const link = await run.links.find(key);
    if (link === null || link.crmId === successor) continue;
    const text = `${module} ${link.crmId} is gone from the CRM; ${successor} took its place`;
    await run.mend(kinds, link.crmId, successor, ofRecord(text));
  }
}
