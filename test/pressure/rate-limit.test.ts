import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ikcrmFaultActions as faults } from '../../lab/simulator/ikcrm/index.ts';
import { createRateLimiter, type RateLimit, type RateLimiter } from '../../src/crm/ikcrm/rate-limiter.ts';
import { context, failureOf, startWorld } from '../support/crm/ikcrm-world.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

// As narrow as the limit of the simulated CRM: one more call in a window is refused.
const LIMIT: RateLimit = { calls: 5, windowMs: 400, toleranceMs: 2_000 };
const AT_THE_CRM = { rateLimit: { calls: 5, windowMs: 400 } };

describe('the rate limit at the CRM', () => {
  test('holds over all replicas, logins included, and no call is refused', async () => {
    await using world = await startWorld(AT_THE_CRM);
    const replicas = [1, 2, 3].map(() => world.replica({ rateLimit: LIMIT }));
    await Promise.all(
      replicas.flatMap(({ client }) => Array.from({ length: 9 }, () => client.contract('104', context()))),
    );
    expect(world.crm.mostCallsInWindow()).toBe(5);
    expect(world.logins()).toBe(1);
    expect(replicas.flatMap(({ reports }) => reports.map(({ outcome }) => outcome))).toEqual(Array(28).fill('ok'));
  });

  test('holds when calls take their time on the way', async () => {
    await using world = await startWorld({ ...AT_THE_CRM, latency: 150 });
    const { client } = world.replica({ rateLimit: LIMIT });
    await client.checkLogin(context().signal);
    // Counted from its answer, so that it does not matter when on the way it was counted by the CRM.
    await Promise.all(Array.from({ length: 11 }, () => client.contract('104', context())));
    const calls = world.crm.journal.calls();
    for (const [index, call] of calls.slice(5).entries()) {
      expect(call.startedAt - (calls[index]?.finishedAt ?? Number.NaN)).toBeGreaterThan(400);
    }
  });

  test('is there: without turns, calls are refused', async () => {
    await using world = await startWorld(AT_THE_CRM);
    const { client } = world.replica();
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => client.contract('104', context())));
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    expect(world.crm.mostCallsInWindow()).toBeGreaterThan(5);
  });
});

describe('a call and its turn', () => {
  const ONE: RateLimit = { calls: 1, windowMs: 50, toleranceMs: 100 };

  test('that is too late is not sent in it, but waits for another', async () => {
    await using world = await startWorld();
    await world.replica().client.checkLogin(context().signal);
    // The clock jumps by a minute between the first turn and the moment the call would leave.
    const steps = [0, 60_000];
    let now = 0;
    const monotonic = () => {
      now += steps.shift() ?? 0;
      return now;
    };
    const { client } = world.replica({ rateLimit: ONE, monotonic });
    expect((await client.contract('104', context())).id).toBe('104');
    expect(world.crm.journal.calls(({ module }) => module === 'contracts')).toHaveLength(1);
  });

  test('of a process that is always too late: it gives up, and has sent nothing', async () => {
    await using world = await startWorld();
    await world.replica().client.checkLogin(context().signal);
    let now = 0;
    const monotonic = () => {
      now += 60_000;
      return now;
    };
    const { client } = world.replica({ rateLimit: ONE, monotonic });
    expect(await failureOf(client.contract('104', context()))).toMatchObject({
      code: 'rate_turn_missed',
      errorClass: 'transient',
      outcomeUnknown: false,
    });
    expect(world.crm.journal.calls(({ module }) => module === 'contracts')).toEqual([]);
  });

  test('whose answer is lost keeps it for as long as it could be on the way', async () => {
    await using world = await startWorld();
    await world.replica().client.checkLogin(context().signal);
    const { client } = world.replica({ rateLimit: ONE, timeoutMs: 700 });
    world.crm.faults.add({ match: { module: 'contracts' }, action: faults.cutBefore });
    await failureOf(client.contract('104', context()));
    await client.contract('104', context());
    const [cut, next] = world.crm.journal.calls(({ module }) => module === 'contracts');
    expect((next?.startedAt ?? 0) - (cut?.startedAt ?? 0)).toBeGreaterThan(700 + ONE.windowMs);
  });
});

describe('turns', () => {
  const HOUR: RateLimit = { calls: 2, windowMs: 3_600_000, toleranceMs: 1_000 };
  const aborted = () => new Error('stopped');
  const open = new AbortController().signal;
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const limiter = (limit: RateLimit, enterprise = 'corp-49'): RateLimiter =>
    createRateLimiter(database.database, { crm: 'ikcrm', enterprise }, limit, 1_000, () => performance.now());

  test('are given in the order in which they were asked for', async () => {
    const turns = limiter({ calls: 3, windowMs: 30, toleranceMs: 1_000 });
    const served: number[] = [];
    const ask = async (number: number) => {
      const turn = await turns.take(open, aborted);
      served.push(number);
      await turn.answered();
    };
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(ask));
    expect(served).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('that were not used are given to the next at once, one after an answer is not', async () => {
    const turns = limiter(HOUR);
    await (await turns.take(open, aborted)).answered();
    await (await turns.take(open, aborted)).notSent();
    await (await turns.take(open, aborted)).answered();
    const stop = new AbortController();
    const waiting = failureOf(turns.take(stop.signal, aborted));
    stop.abort();
    expect(await waiting).toMatchObject({ message: 'stopped' });
  });

  test('of one enterprise do not count for another', async () => {
    for (const enterprise of ['corp-49', 'corp-50']) {
      const turns = limiter(HOUR, enterprise);
      await turns.take(open, aborted);
      await turns.take(open, aborted);
    }
    expect(await database.database.prisma.rateSlot.count({ where: { freeAt: { gt: new Date() } } })).toBe(4);
  });
});
