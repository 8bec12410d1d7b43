import { expect } from 'vitest';
import type { ReplayMode } from '../../../src/domain/events/replay-mode.ts';
import { replay } from '../../../src/inbox/replay.ts';
import type { Bench, SettledEvent } from '../service.ts';
import { waitFor } from '../wait-for.ts';

/** Replays an event as ops would, and waits until it is settled again. */
export async function replayed(bench: Bench, eventId: string, mode: ReplayMode = 'resume'): Promise<SettledEvent> {
  expect(await replay(bench.database.database, eventId, null, mode)).toBe('replayed');
  bench.service.wake();
  return await bench.settled(eventId);
}

/** Waits until an event has come to an end, however long it waits for something first. */
export async function ended(bench: Bench, eventId: string): Promise<SettledEvent> {
  return await waitFor(`event ${eventId} has ended`, async () => {
    const event = await bench.settled(eventId);
    return event.status === 'waiting' ? null : event;
  });
}
