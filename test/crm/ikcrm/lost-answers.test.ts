import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ikcrmFaultActions as faults, type IkcrmFaultAction } from '../../../lab/simulator/ikcrm/index.ts';
import { context, failureOf, line, type Replica, startWorld, type World } from '../../support/crm/ikcrm-world.ts';

let world: World;
let replica: Replica;

beforeAll(async () => {
  world = await startWorld();
  replica = world.replica({ timeoutMs: 300 });
});
beforeEach(() => world.crm.reset());
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe('an answer that is lost', () => {
  const cases: readonly [string, IkcrmFaultAction, string, boolean][] = [
    ['cut before the work', faults.cutBefore, 'connection_cut', false],
    ['cut after the work', faults.cutAfter, 'connection_cut', true],
    ['a hang after the work', { kind: 'hang', commit: true }, 'call_timed_out', true],
    ['half a body', faults.halfBody, 'connection_cut', true],
    ['an empty 500', faults.emptyServerError, 'server_failure', false],
    ['a page with 200 after the work', faults.page(true), 'unreadable_answer', true],
    ['a code that nobody knows, after the work', faults.refuse(123456, '怪事', true), 'crm_refused', true],
    ['half a JSON text with 200', faults.answer(200, '{"code":0,"data":{"id":10', {}, true), 'unreadable_answer', true],
  ];
  test.each(cases)('%s: the outcome is unknown, and a look tells', async (_, action, code, happened) => {
    world.crm.faults.add({ match: { method: 'POST', module: 'contracts' }, action });
    const error = await failureOf(replica.client.addProducts('105', [line()], context()));
    expect(error).toMatchObject({ code, errorClass: 'transient', outcomeUnknown: true });
    expect(world.crm.journal.calls(({ method, module }) => method === 'POST' && module === 'contracts')).toHaveLength(
      1,
    );
    expect((await replica.client.contract('105', context())).lines).toHaveLength(happened ? 1 : 0);
  });

  test('to a read leaves nothing unknown', async () => {
    world.crm.faults.add({ match: { module: 'contracts' }, action: faults.cutAfter });
    expect(await failureOf(replica.client.contract('105', context()))).toMatchObject({
      code: 'connection_cut',
      outcomeUnknown: false,
    });
  });
});

describe('a call that was not sent', () => {
  test('because nobody listens', async () => {
    const gone = await startWorld();
    const client = gone.replica({}, { url: 'http://127.0.0.1:1' }).client;
    const error = await failureOf(client.addProducts('105', [line()], context()));
    expect(error).toMatchObject({ code: 'crm_unreachable', errorClass: 'transient', outcomeUnknown: false });
    expect(String(error)).toContain('check IKCRM_URL');
    await gone[Symbol.asyncDispose]();
  });

  test('because the event is not ours any more', async () => {
    const lost = new Error('the lease has passed on');
    const beforeSend = () => {
      throw lost;
    };
    expect(await failureOf(replica.client.addProducts('105', [line()], context({ beforeSend })))).toBe(lost);
    expect(world.crm.lines('105')).toEqual([]);
  });

  test('because the caller stopped it; stopped later, its outcome is unknown', async () => {
    const stopped = context({ signal: AbortSignal.abort() });
    expect(await failureOf(replica.client.addProducts('105', [line()], stopped))).toMatchObject({
      code: 'call_aborted',
      outcomeUnknown: false,
    });
    world.crm.faults.add({ match: { method: 'POST' }, action: { kind: 'hang', commit: true } });
    const controller = new AbortController();
    const failed = failureOf(replica.client.addProducts('105', [line()], context({ signal: controller.signal })));
    await world.crm.journal.waitFor(({ fault }) => fault === 'hang');
    controller.abort();
    expect(await failed).toMatchObject({ code: 'call_aborted', outcomeUnknown: true });
  });
});

test('too many calls: the CRM is left alone for as long as it asks', async () => {
  const tooManyRequests = faults.answer(429, '', { 'Retry-After': '17' });
  world.crm.faults.add({ match: { module: 'contracts' }, action: tooManyRequests });
  const error = await failureOf(replica.client.contract('105', context()));
  expect(error).toMatchObject({ code: 'rate_limited', errorClass: 'transient', retryAfterMs: 17_000 });
});
