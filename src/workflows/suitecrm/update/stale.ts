import { isStale, staleUpdate } from '../../../domain/stale-update.ts';
import type { UpdateKey } from '../../../links/applied-updates.ts';
import type { UpdatingRun } from '../run.ts';

/** An update as it is judged: of what, when it was so, and the step that changes the CRM. */
export interface DatedUpdate {
  readonly key: UpdateKey;
  /** As `readExactInstant` gives it. */
  readonly updatedAt: string;
  /** Key of the step that changes what stands: where it is done, the event goes on with what hangs on it, whatever came later. */
  readonly step: string;
}

/** Whether an update comes too late to change anything: a newer one stands. The event says so in a warning. */
export async function comesTooLate(run: UpdatingRun, { key, updatedAt, step }: DatedUpdate): Promise<boolean> {
  const last = await run.updates.find(key);
  if (last === null || run.runner.isDone(step)) return false;
  const told = { at: last.updatedAt, eventId: last.eventId };
  if (!isStale(updatedAt, told)) return false;
  run.warn(staleUpdate(`${key.kind} ${key.localId}`, updatedAt, told));
  return true;
}
