import type { AlertKind } from '../alert-kind.ts';

const REFUSED: ReadonlySet<number> = new Set([401, 422]);
const WINDOW_MS = 5 * 60_000;
const SLOT_MS = 10_000;
const SHARE = 0.1;
/** One that is refused may be a stranger's, and two a repetition of it. */
const LEAST_REFUSED = 3;

interface Slot {
  answered: number;
  readonly refused: Map<number, number>;
}

/**
 * More than a tenth of the webhooks of the last five minutes were refused, by their signature (401) or their content (422). Each replica
 * judges by what came to it.
 */
export function webhooksRefused(clock: () => Date): AlertKind {
  const slots = new Map<number, Slot>();
  let untold = 0;
  return {
    listen(events, wake) {
      events.on('webhookAnswered', ({ route, status }) => {
        if (route === 'other') return;
        const slot = slotOf(slots, clock().getTime());
        slot.answered += 1;
        if (!REFUSED.has(status)) return;
        slot.refused.set(status, (slot.refused.get(status) ?? 0) + 1);
        untold += 1;
        wake();
      });
    },
    async collect(now) {
      const { answered, refused } = sumUp(slots, now.getTime());
      const count = [...refused.values()].reduce((sum, each) => sum + each, 0);
      if (untold === 0 || count < LEAST_REFUSED || count <= answered * SHARE) return [];
      const told = untold;
      untold = 0;
      const parts = [...refused].sort(([a], [b]) => a - b).map(([status, times]) => `${times} with ${status}`);
      const text = `${count} of ${answered} webhooks of the last 5 minutes were refused, ${parts.join(' and ')}. 401: a secret that only one side has changed, or a clock that is off. 422: a body that does not fit; the log says of each what is wrong. What the shop does not send again is lost.`;
      return [{ type: 'alert.webhooks_refused', count: told, title: 'Webhooks are refused', text, at: now }];
    },
  };
}

// Those that are too old are dropped as a new one begins, so that there are never more than fit into the window.
function slotOf(slots: Map<number, Slot>, nowMs: number): Slot {
  const number = Math.floor(nowMs / SLOT_MS);
  const known = slots.get(number);
  if (known !== undefined) return known;
  for (const old of slots.keys()) if (!isWithin(old, nowMs)) slots.delete(old);
  const slot = { answered: 0, refused: new Map() };
  slots.set(number, slot);
  return slot;
}

function sumUp(slots: ReadonlyMap<number, Slot>, nowMs: number) {
  let answered = 0;
  const refused = new Map<number, number>();
  for (const [number, slot] of slots) {
    if (!isWithin(number, nowMs)) continue;
    answered += slot.answered;
    for (const [status, times] of slot.refused) refused.set(status, (refused.get(status) ?? 0) + times);
  }
  return { answered, refused };
}

function isWithin(slot: number, nowMs: number): boolean {
  const from = slot * SLOT_MS;
  return from > nowMs - WINDOW_MS && from <= nowMs;
}
