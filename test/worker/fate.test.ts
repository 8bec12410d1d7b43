import { expect, test } from 'vitest';
import { DatabaseAway } from '../../src/database/errors.ts';
import type { ErrorClass } from '../../src/domain/errors.ts';
import { fateOf, mayBeAnOutage } from '../../src/worker/fate.ts';
import { Stopping } from '../../src/workflows/runner/step-runner.ts';
import { StepFailed } from '../../src/workflows/runner/steps.ts';
import { StoredEventUnreadable } from '../../src/workflows/stored-event.ts';
import { CallFailed } from '../support/worker.ts';

const POLICY = { retry: { maxAttempts: 3, baseMs: 100, maxMs: 1_000 }, quietMs: 700, random: () => 0.5 };

type Facts = ConstructorParameters<typeof CallFailed>[1];
const call = (errorClass: ErrorClass, facts?: Facts) => new StepFailed('invoice', new CallFailed(errorClass, facts));
const away = new StepFailed('invoice', new DatabaseAway(new Error('refused')));
const left = call('transient', { outcome: 'left_behind' });

const NORMAL = { attempts: 1, stopping: false, crmAway: false };

test.each<[name: string, error: unknown, around: Partial<typeof NORMAL>, fate: object]>([
  ['transient', call('transient'), {}, { kind: 'retry', delayMs: 50 }],
  ['auth', call('auth'), {}, { kind: 'retry', delayMs: 50 }],
  ['permanent', call('permanent'), {}, { kind: 'dead' }],
  ['ambiguous', call('ambiguous'), {}, { kind: 'dead' }],
  ['transient, for the second time', call('transient'), { attempts: 2 }, { kind: 'retry', delayMs: 100 }],
  ['transient, for the last time', call('transient'), { attempts: 3 }, { kind: 'dead' }],
  ['a call that was left behind', left, {}, { kind: 'retry', delayMs: 700 }],
  ['a CRM that asks for patience', call('transient', { retryAfterMs: 400 }), {}, { kind: 'retry', delayMs: 400 }],
  ['more patience than there is', call('transient', { retryAfterMs: 9_000 }), {}, { kind: 'retry', delayMs: 1_000 }],
  ['transient while the CRM is away', call('transient'), { crmAway: true }, { kind: 'held_back', quietMs: 0 }],
  ['the last time while the CRM is away', call('auth'), { attempts: 3, crmAway: true }, { kind: 'held_back' }],
  ['left behind while the CRM is away', left, { crmAway: true }, { kind: 'held_back', quietMs: 700 }],
  ['the database away', away, {}, { kind: 'release', because: 'database_away', delayMs: 100 }],
  ['the database away, for the last time', away, { attempts: 3 }, { kind: 'release', because: 'database_away' }],
  ['both away', away, { crmAway: true }, { kind: 'release', because: 'database_away' }],
  ['a process that ends', call('permanent'), { stopping: true }, { kind: 'release', because: 'stopping', delayMs: 0 }],
  [
    'a process that ends behind a call',
    left,
    { stopping: true },
    { kind: 'release', because: 'stopping', delayMs: 700 },
  ],
  [
    'a step that was not begun any more',
    new Stopping('invoice'),
    { stopping: true },
    { kind: 'release', because: 'stopping' },
  ],
  ['an event that cannot be read', new StoredEventUnreadable('e', 'why'), {}, { kind: 'dead' }],
  ['a fault of our own', new TypeError('oops'), {}, { kind: 'retry', delayMs: 50, failure: { code: 'unexpected' } }],
  ['a fault of our own, for the last time', new TypeError('oops'), { attempts: 3 }, { kind: 'dead' }],
])('%s: what becomes of the event', (_name, error, around, fate) => {
  expect(fateOf({ error, ...NORMAL, ...around }, POLICY)).toMatchObject(fate);
});

test('the message of a fault of our own is not kept: nobody knows what is in it', () => {
  const fate = fateOf({ error: new TypeError('secret'), ...NORMAL }, POLICY);
  expect(JSON.stringify(fate)).not.toContain('secret');
});

test.each<[string, unknown, boolean]>([
  ['transient', call('transient'), true],
  ['auth', call('auth'), true],
  ['permanent', call('permanent'), false],
  ['of the database', away, false],
  ['of our own', new TypeError('oops'), false],
])('only a failed call that may heal asks whether the CRM is away: %s', (_name, error, may) => {
  expect(mayBeAnOutage(error)).toBe(may);
});
