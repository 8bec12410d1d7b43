import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 20_000;
/** The first looks follow each other closely; what takes longer is asked for less often, since each look costs those who are waited for. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** Asks until there is an answer; null and false mean not yet. Rejects, naming what was waited for, when patience is over. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | null | false> | T | null | false,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.3, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`Waited ${patienceMs} ms in vain until ${what}`);
    await pause(pauseMs);
  }
}
