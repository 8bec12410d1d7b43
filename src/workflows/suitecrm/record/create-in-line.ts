import { RecordDeleted } from '../../../crm/suitecrm/record-deleted.ts';
import { StepFailed } from '../../runner/step-failed.ts';
import type { SuiteCrmRun } from '../run.ts';
import { type CreatePlan, createRecord } from './create-record.ts';

/** So many records of one line may have been deleted. */
const MAX_TURNS = 20;

/**
 * Creates a record under the first id of its line that no deleted record has, from a turn on: SuiteCRM never gives such an id out
 * again. `planOf` makes the plan of a turn, with a step key of its own.
 */
export async function createInLine(
  run: SuiteCrmRun,
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
