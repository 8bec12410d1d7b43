import { isStale, staleUpdate, type Told } from '../../../domain/stale-update.ts';
import type { UpdateKey } from '../../../links/applied-updates.ts';
import type { UpdatingRun } from '../run.ts';

/** An update as it is judged: of what, when it was so, and the step that changes the CRM. */
export interface DatedUpdate {
  readonly key: UpdateKey;
  /** As `readExactInstant` gives it. */
  readonly updatedAt: string;
  /** Key of the step that changes what stands: where it is done, the event goes on with what hangs on it, whatever came later. Absent = all of it does. */
  readonly step?: string;
  /** What stands where no update was applied; null where nothing dated does. */
  readonly told?: Told | null;
}

/** Whether an update comes too late to change anything: what stands is newer. The event says so in a warning. */
export async function comesTooLate(run: UpdatingRun, update: DatedUpdate): Promise<boolean> {
  const { key, updatedAt, step, told = null } = update;
  if (step !== undefined && run.runner.isDone(step)) return false;
  const dated = { at: updatedAt, seq: run.seq };
  const newer = [await run.updates.find(key), told].find((last) => last !== null && isStale(dated, last)) ?? null;
  if (newer === null) return false;
  run.warn(staleUpdate(`${key.kind} ${key.localId}`, updatedAt, newer));
  return true;
}
