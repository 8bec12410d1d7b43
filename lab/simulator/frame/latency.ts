import { setTimeout as pause } from 'node:timers/promises';
import type { JournaledCall } from './journal.ts';

/** What lies between reading and writing of a call: milliseconds, fixed or chosen per call, or until something has happened. */
export type Latency = number | ((call: JournaledCall) => number | Promise<unknown>);

/** Waits as long as it says for this call. */
export async function waitOut(latency: Latency, call: JournaledCall): Promise<void> {
  const wait = typeof latency === 'number' ? latency : latency(call);
  if (typeof wait !== 'number') await wait;
  else if (wait > 0) await pause(wait);
}
