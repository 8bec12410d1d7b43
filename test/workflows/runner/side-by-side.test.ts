import { expect, test } from 'vitest';
import { type CallOutcome, CrmError } from '../../../src/crm/errors.ts';
import { suiteCrmCall } from '../../../src/crm/suitecrm/call.ts';
import type { ErrorClass } from '../../../src/domain/errors.ts';
import { eachOf, sideBySide } from '../../../src/workflows/runner/side-by-side.ts';
import { Stopping } from '../../../src/workflows/runner/step-runner.ts';
import { StepFailed } from '../../../src/workflows/runner/steps.ts';

class Failure extends CrmError {
  readonly code = 'test';
  readonly errorClass: ErrorClass;

  constructor(errorClass: ErrorClass, facts: { outcome?: CallOutcome; retryAfterMs?: number } = {}) {
    super(
      suiteCrmCall({ operation: 'create', verb: 'POST', module: 'Leads', id: null }),
      `a failure that is ${errorClass}`,
      facts,
    );
    this.errorClass = errorClass;
  }
}

/** Work that ends when told to. */
function pieces(count: number) {
  const gates = Array.from({ length: count }, () => Promise.withResolvers<number>());
  const begun: number[] = [];
  const gate = (index: number) => {
    const found = gates[index];
    if (found === undefined) throw new TypeError(`there is no piece ${index}`);
    return found;
  };
  const work = (index: number): Promise<number> => {
    begun.push(index);
    return gate(index).promise;
  };
  return { begun, gate, work };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('pieces run side by side and give their results in order', async () => {
  const { begun, gate, work } = pieces(2);
  const all = sideBySide(
    () => work(0),
    async () => 'text',
    () => work(1),
  );
  expect(begun).toEqual([0, 1]);
  gate(1).resolve(11);
  gate(0).resolve(10);
  expect(await all).toEqual([10, 'text', 11]);
});

test('a failure is thrown only when every piece has ended', async () => {
  const { gate, work } = pieces(2);
  let ended = false;
  const all = sideBySide(
    () => work(0),
    () => work(1),
  ).catch((error: unknown) => {
    ended = true;
    return error;
  });
  const failure = new Failure('transient');
  gate(0).reject(failure);
  await turn();
  expect(ended).toBe(false);
  gate(1).resolve(1);
  expect(await all).toBe(failure);
});

test.each([
  ['ambiguous', ['transient', 'auth', 'permanent', 'ambiguous']],
  ['permanent', ['transient', 'permanent', 'auth']],
  ['auth', ['transient', 'auth', 'transient']],
] as const)('of several failures one that is %s weighs most', async (expected, classes) => {
  for (const order of [classes, classes.toReversed()]) {
    const failing = order.map((errorClass) => () => Promise.reject(new Failure(errorClass)));
    await expect(sideBySide(...failing)).rejects.toMatchObject({ errorClass: expected });
    await expect(eachOf(failing, failing.length, (piece) => piece())).rejects.toMatchObject({ errorClass: expected });
  }
});

test('of failures that weigh the same the one with an unknown outcome is thrown, then the one with a Retry-After', async () => {
  const plain = new StepFailed('a', new Failure('transient'));
  const asked = new StepFailed('b', new Failure('transient', { retryAfterMs: 5_000 }));
  const unknown = new StepFailed('c', new Failure('transient', { outcome: 'left_behind' }));
  const thrown = (failures: readonly Error[]) =>
    sideBySide(...failures.map((failure) => () => Promise.reject(failure))).catch((error: unknown) => error);
  expect(await thrown([new Stopping('d'), plain, asked, unknown])).toBe(unknown);
  expect(await thrown([new Error('unexpected'), plain, asked])).toBe(asked);
  expect(await thrown([unknown, asked, new StepFailed('e', new Failure('permanent'))])).toMatchObject({ step: 'e' });
});

test('no more items of a list are in work than its width, and the results keep its order', async () => {
  const { begun, gate, work } = pieces(5);
  const all = eachOf([0, 1, 2, 3, 4], 2, work);
  expect(begun).toEqual([0, 1]);
  gate(1).resolve(11);
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  for (const index of [0, 2, 3, 4]) gate(index).resolve(10 + index);
  expect(await all).toEqual([10, 11, 12, 13, 14]);
});

test('after a failure no further item is begun, and those in work are waited for', async () => {
  const { begun, gate, work } = pieces(5);
  let ended = false;
  const all = eachOf([0, 1, 2, 3, 4], 2, work).catch((error: unknown) => {
    ended = true;
    return error;
  });
  const failure = new Failure('transient');
  gate(0).reject(failure);
  await turn();
  expect(ended).toBe(false);
  gate(1).resolve(1);
  expect(await all).toBe(failure);
  expect(begun).toEqual([0, 1]);
});

test('an empty list is done', async () => {
  expect(await eachOf([], 4, async () => 1)).toEqual([]);
});
