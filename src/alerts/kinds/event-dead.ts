import type { RunEnded } from '../../domain/service-events.ts';
import type { AlertKind } from '../alert-kind.ts';
import { errorOf } from '../error-of.ts';

/** An event is dead: it waits for a person. */
export function eventDead(clock: () => Date): AlertKind {
  let count = 0;
  let last: { readonly ended: RunEnded; readonly at: Date } | null = null;
  return {
    listen(events, wake) {
      events.on('runEnded', (ended) => {
        if (ended.outcome !== 'dead') return;
        count += 1;
        last = { ended, at: clock() };
        wake();
      });
    },
    async collect() {
      if (last === null) return [];
      const { ended, at } = last;
      const told = count;
      [count, last] = [0, null];
      const { id, type } = ended.run;
      const { code, step } = errorOf(ended);
      const where = step === '' ? '' : ` at step ${step}`;
      const text = `${type} ${id}: ${ended.errorClass ?? 'permanent'} ${code}${where}. Read what to do: npm run cli -- events show ${id}`;
      return [{ type: 'alert.event_dead', count: told, title: 'An event is dead', text, at }];
    },
  };
}
