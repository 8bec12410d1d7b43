import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClaimedEvent } from '../../src/inbox/claimed-event.ts';
import { isCollision } from '../../src/inbox/collision.ts';
import { settleDone, settleRetrying, settleWaiting } from '../../src/inbox/settle.ts';
import { claimDue, newEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const FAILURE = { errorClass: 'transient', code: 'test', step: null, message: 'it failed' } as const;
const CLAIMERS = 8;

/** What an event does when it is run: the n-th word at the n-th time, and `done` in the end. */
type Script = readonly ('retry' | 'wait')[];

interface Planned {
  readonly keys: readonly string[];
  readonly script: Script;
}

const planned: fc.Arbitrary<Planned> = fc.record({
  keys: fc.uniqueArray(
    fc.nat(40).map((n) => `key ${n}`),
    { maxLength: 3 },
  ),
  script: fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom('retry' as const, 'wait' as const), { maxLength: 2 }) },
  ),
});

/** Watches from outside that no key has two events in work, and notes in which order events ran to their end. */
class Watch {
  readonly done: string[] = [];
  readonly #busy = new Map<string, string>();
  readonly #plans: ReadonlyMap<string, Planned>;

  constructor(plans: ReadonlyMap<string, Planned>) {
    this.#plans = plans;
  }

  plan(id: string): Planned {
    const plan = this.#plans.get(id);
    if (plan === undefined) throw new TypeError(`event ${id} was not stored`);
    return plan;
  }

  begin(id: string): void {
    for (const key of [id, ...this.plan(id).keys]) {
      expect(this.#busy.get(key), `${key} is in work already`).toBeUndefined();
      this.#busy.set(key, id);
    }
  }

  end(id: string): void {
    for (const key of [id, ...this.plan(id).keys]) this.#busy.delete(key);
  }
}

async function runToTheEnd(watch: Watch, total: number): Promise<void> {
  const runs = new Map<string, number>();
  const settle = async (event: ClaimedEvent): Promise<void> => {
    const turn = runs.get(event.id) ?? 0;
    runs.set(event.id, turn + 1);
    const next = watch.plan(event.id).script[turn];
    watch.end(event.id);
    if (next === 'retry') await settleRetrying(inbox.current, event, FAILURE, 0);
    else if (next === 'wait') await settleWaiting(inbox.current, event, 'another', 0);
    else {
      watch.done.push(event.id);
      await settleDone(inbox.current, event, []);
    }
  };
  const claimer = async (limit: number): Promise<void> => {
    while (watch.done.length < total) {
      try {
        const events = await claimDue(inbox.current, { limit, owner: `claimer ${limit}` });
        for (const event of events) watch.begin(event.id);
        for (const event of events) await settle(event);
      } catch (error) {
        if (!isCollision(error)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: CLAIMERS }, (_, index) => claimer(index + 1)));
}

test('many workers never have one event twice, nor two of one key, and get through all of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(planned, { minLength: 100, maxLength: 150 }), async (plans) => {
      const events = plans.map(({ keys }) => newEvent({ keys }));
      const watch = new Watch(
        new Map(events.map((event, index) => [event.id, plans[index] ?? { keys: [], script: [] }])),
      );
      await store(inbox.current, ...events);
      await runToTheEnd(watch, events.length);
      expect(new Set(watch.done).size).toBe(events.length);
      expect(await inbox.current.prisma.eventKey.count()).toBe(0);
      await inbox.current.prisma.event.deleteMany();
    }),
    { seed: 20201216, numRuns: 6 },
  );
});

test('many workers keep the order of arrival in every key, whatever is tried again', async () => {
  const withoutWaits = planned.map(({ keys, script }) => ({ keys, script: script.filter((word) => word === 'retry') }));
  await fc.assert(
    fc.asyncProperty(fc.array(withoutWaits, { minLength: 100, maxLength: 150 }), async (plans) => {
      const events = plans.map(({ keys }) => newEvent({ keys }));
      const watch = new Watch(
        new Map(events.map((event, index) => [event.id, plans[index] ?? { keys: [], script: [] }])),
      );
      await store(inbox.current, ...events);
      await runToTheEnd(watch, events.length);
      const place = new Map(watch.done.map((id, index) => [id, index]));
      for (const key of new Set(plans.flatMap(({ keys }) => keys))) {
        const places = events.filter((event) => event.keys.includes(key)).map((event) => place.get(event.id) ?? -1);
        expect(places, key).toEqual(places.toSorted((a, b) => a - b));
      }
      await inbox.current.prisma.event.deleteMany();
    }),
    { seed: 20201220, numRuns: 6 },
  );
});
