import Type from 'typebox';
import { expect, test } from 'vitest';
import { type CallOutcome, CrmError } from '../../../src/crm/errors.ts';
import { suiteCrmCall } from '../../../src/crm/suitecrm/call.ts';
import { ofRecord } from '../../../src/domain/warning.ts';
import { LeaseLost } from '../../../src/inbox/lease-fence.ts';
import type { Held } from '../../../src/inbox/settle.ts';
import { Stopping } from '../../../src/workflows/runner/step-runner.ts';
import { StepFailed } from '../../../src/workflows/runner/steps.ts';
import { readEvent, storeAndClaim } from '../../support/events.ts';
import { useTestInbox } from '../../support/test-inbox.ts';
import { BEGIN, journalOf, loseLease, newAttempt, readStep } from '../../support/workflows/step-runner.ts';

const inbox = useTestInbox();
const POST = { key: 'contact', verb: 'POST', module: 'Contacts', crmId: 'c1', request: { name: 'Iam' } } as const;
const GET = { key: 'look-up', verb: 'GET', module: 'Contacts' } as const;
const Found = Type.Union([Type.String(), Type.Null()]);

class CallFailed extends CrmError {
  readonly code = 'call_failed';
  readonly errorClass = 'transient';

  constructor(outcome: CallOutcome) {
    const facts = { outcome, retryAfterMs: 7_000 };
    super(
      suiteCrmCall({ operation: 'create', verb: 'POST', module: 'Contacts', id: 'c1' }),
      'The CRM did not answer',
      facts,
    );
  }
}

/** A call that must not be made. */
const never = () => Promise.reject(new Error('the call was made again'));

/** One attempt of the POST step that ends well; tells whether it was to look first. */
async function looksFirst(held: Parameters<typeof newAttempt>[1]): Promise<boolean> {
  let looked = false;
  const runner = await newAttempt(inbox.current, held);
  await runner.step(POST, Type.String(), async ({ lookFirst }) => {
    looked = lookFirst;
    return { output: 'c1' };
  });
  return looked;
}

async function failOnce(held: Parameters<typeof newAttempt>[1], error: Error): Promise<unknown> {
  const runner = await newAttempt(inbox.current, held);
  return await runner.step(POST, Type.String(), () => Promise.reject(error)).catch((failure: unknown) => failure);
}

test('a step is written down before its call and after it', async () => {
  const held = await storeAndClaim(inbox.current);
  const runner = await newAttempt(inbox.current, held);
  const output = await runner.step(POST, Type.String(), async ({ lookFirst }) => {
    expect(lookFirst).toBe(false);
    expect(await readStep(inbox.current, held)).toMatchObject({ status: 'pending', request: { name: 'Iam' } });
    return {
      output: 'c1',
      response: { id: 'c1' },
      links: [{ kind: 'contact', businessUnit: '', localId: 'a', module: 'Contacts', crmId: 'c1', origin: 'created' }],
      warnings: [ofRecord('a field was not kept')],
    };
  });
  expect(output).toBe('c1');
  expect(await readStep(inbox.current, held)).toMatchObject({ status: 'done', crmId: 'c1', output: 'c1', attempts: 1 });
  expect(await inbox.current.prisma.link.count({ where: { eventId: held.id, crmId: 'c1' } })).toBe(1);
  expect((await readEvent(inbox.current, held.id)).warnings).toEqual(['a field was not kept']);
});

test('a step that is done is not run again; its output comes from the journal', async () => {
  const held = await storeAndClaim(inbox.current);
  const output = { id: 'c1', names: ['Iam'] };
  await (await newAttempt(inbox.current, held)).step(POST, Type.Unknown(), async () => ({ output }));
  const Expected = Type.Object({ id: Type.String(), names: Type.Array(Type.String()) });
  expect(await (await newAttempt(inbox.current, held)).step(POST, Expected, never)).toEqual(output);
  expect(await readStep(inbox.current, held)).toMatchObject({ attempts: 1 });
});

test('a step without a result that is done is not run again', async () => {
  const held = await storeAndClaim(inbox.current);
  await (await newAttempt(inbox.current, held)).act(POST, async () => ({ output: null }));
  await (await newAttempt(inbox.current, held)).act(POST, never);
});

test('a look-up that found nothing is made again, one that found something is not', async () => {
  const held = await storeAndClaim(inbox.current);
  await (await newAttempt(inbox.current, held)).step(GET, Found, async () => ({ output: null }));
  expect(await (await newAttempt(inbox.current, held)).step(GET, Found, async () => ({ output: 'c9' }))).toBe('c9');
  expect(await (await newAttempt(inbox.current, held)).step(GET, Found, never)).toBe('c9');
});

test('after a crash in the middle of a call the next attempt looks first', async () => {
  const held = await storeAndClaim(inbox.current);
  await journalOf(inbox.current, held).begin(BEGIN);
  expect(await looksFirst(held)).toBe(true);
});

test('after an unknown outcome the next attempt looks first', async () => {
  const held = await storeAndClaim(inbox.current);
  await failOnce(held, new CallFailed('unknown'));
  expect(await readStep(inbox.current, held)).toMatchObject({ status: 'failed', outcomeUnknown: true });
  expect(await looksFirst(held)).toBe(true);
});

test('work that was left behind in the CRM is told from a failure that was answered', async () => {
  const held = await storeAndClaim(inbox.current);
  await failOnce(held, new CallFailed('left_behind'));
  expect(await readStep(inbox.current, held)).toMatchObject({ outcomeUnknown: true, leftBehind: true });
  await failOnce(held, new CallFailed('unknown'));
  expect(await readStep(inbox.current, held)).toMatchObject({ outcomeUnknown: true, leftBehind: false });
});

test.each([
  ['that was killed, counted from its beginning', 300, (held: Held) => journalOf(inbox.current, held).begin(BEGIN)],
  ['that got no answer, counted from its end', 150, (held: Held) => failOnce(held, new CallFailed('left_behind'))],
])('a write %s is not made again while the CRM may be at work on it', async (_, workingMs, leaveBehind) => {
  const held = await storeAndClaim(inbox.current);
  await leaveBehind(held);
  const before = await readStep(inbox.current, held);
  await looksFirst(held);
  const { startedAt } = await readStep(inbox.current, held);
  const since = before.finishedAt ?? before.startedAt;
  expect(startedAt.getTime() - since.getTime()).toBeGreaterThanOrEqual(workingMs);
});

test('after a clean failure the next attempt sends at once', async () => {
  const held = await storeAndClaim(inbox.current);
  await failOnce(held, new CallFailed('none'));
  expect(await looksFirst(held)).toBe(false);
  expect(await readStep(inbox.current, held)).toMatchObject({ status: 'done', attempts: 2 });
});

test('an outcome stays unknown when the look at it fails cleanly', async () => {
  const held = await storeAndClaim(inbox.current);
  await failOnce(held, new CallFailed('unknown'));
  await failOnce(held, new CallFailed('none'));
  expect(await looksFirst(held)).toBe(true);
});

test('a step that is done with an output nobody can read any more looks first', async () => {
  const held = await storeAndClaim(inbox.current);
  await (await newAttempt(inbox.current, held)).step(POST, Type.Unknown(), async () => ({ output: { old: 'shape' } }));
  expect(await looksFirst(held)).toBe(true);
});

test('a failure names the step and keeps what its cause asks of the next attempt', async () => {
  const held = await storeAndClaim(inbox.current);
  const failure = await failOnce(held, new CallFailed('unknown'));
  expect(failure).toBeInstanceOf(StepFailed);
  expect(failure).toMatchObject({
    step: 'contact',
    code: 'call_failed',
    errorClass: 'transient',
    outcome: 'unknown',
    retryAfterMs: 7_000,
    message: 'SuiteCRM POST Contacts/c1: The CRM did not answer.',
  });
  expect(await readStep(inbox.current, held)).toMatchObject({
    response: { error: 'call_failed', message: 'SuiteCRM POST Contacts/c1: The CRM did not answer.' },
  });
});

test('an unexpected error is transient, and its words are not shown', async () => {
  const held = await storeAndClaim(inbox.current);
  const failure = await failOnce(held, new Error('secret in here'));
  expect(failure).toMatchObject({
    code: 'unexpected',
    errorClass: 'transient',
    outcome: 'none',
    retryAfterMs: null,
  });
  expect(String(failure)).not.toContain('secret');
  expect(JSON.stringify(await readStep(inbox.current, held))).not.toContain('secret');
});

/** An attempt whose time is the test's, and since when its step counts as being at work. */
async function timedAttempt() {
  const held = await storeAndClaim(inbox.current);
  const clock = { now: 0 };
  const runner = await newAttempt(
    inbox.current,
    held,
    () => false,
    () => clock.now,
  );
  return { clock, runner, begun: async () => (await readStep(inbox.current, held)).startedAt.getTime() };
}

test('a call that had to wait for its turn counts from when it leaves, one that leaves at once from its beginning', async () => {
  const { clock, runner, begun } = await timedAttempt();
  await runner.act(POST, async () => {
    const hour = 3_600_000;
    await inbox.current.prisma.step.updateMany({ data: { startedAt: new Date(Date.now() - hour) } });
    const before = await begun();
    clock.now = 400;
    await runner.sending();
    expect(await begun()).toBe(before);
    clock.now = 600;
    await runner.sending();
    expect(await begun()).toBeGreaterThan(before + hour / 2);
    return { output: null };
  });
});

test('what a call has written while it was the next in its line is not written again when it leaves', async () => {
  const { clock, runner, begun } = await timedAttempt();
  await runner.act(POST, async () => {
    const first = await begun();
    clock.now = 200;
    await runner.soon();
    expect(await begun()).toBe(first);
    clock.now = 800;
    await runner.soon();
    const soon = await begun();
    expect(soon).toBeGreaterThan(first);
    clock.now = 1_200;
    await runner.sending();
    expect(await begun()).toBe(soon);
    clock.now = 1_400;
    await runner.sending();
    expect(await begun()).toBeGreaterThan(soon);
    return { output: null };
  });
});

test('parts that need the same step side by side share one call', async () => {
  const held = await storeAndClaim(inbox.current);
  const runner = await newAttempt(inbox.current, held);
  let calls = 0;
  const need = () =>
    runner.step(POST, Type.String(), async () => {
      calls += 1;
      return { output: 'c1' };
    });
  expect(await Promise.all([need(), need(), need()])).toEqual(['c1', 'c1', 'c1']);
  expect(calls).toBe(1);
  expect(await readStep(inbox.current, held)).toMatchObject({ attempts: 1 });
});

test('once the process is to end no further step begins, and what is done is still given', async () => {
  const held = await storeAndClaim(inbox.current);
  expect(await looksFirst(held)).toBe(false);
  const runner = await newAttempt(inbox.current, held, () => true);
  expect(await runner.step(POST, Type.String(), never)).toBe('c1');
  await expect(runner.step(GET, Found, never)).rejects.toThrow(Stopping);
  expect(await inbox.current.prisma.step.count()).toBe(1);
});

test('a worker that has lost the event begins no step', async () => {
  const held = await storeAndClaim(inbox.current);
  const runner = await newAttempt(inbox.current, held);
  await loseLease(inbox.current, held);
  await expect(runner.step(POST, Type.String(), never)).rejects.toThrow(LeaseLost);
});

test('a worker that loses the event during a call writes neither its success nor its failure', async () => {
  for (const ending of ['succeeds', 'fails'] as const) {
    const held = await storeAndClaim(inbox.current);
    const runner = await newAttempt(inbox.current, held);
    let next = held.leaseToken;
    const step = runner.step(POST, Type.String(), async () => {
      next = (await loseLease(inbox.current, held)).leaseToken;
      if (ending === 'fails') throw new CallFailed('none');
      return { output: 'c1' };
    });
    await expect(step).rejects.toThrow(LeaseLost);
    expect(await readStep(inbox.current, held)).toMatchObject({ status: 'pending', output: null });
    expect(await looksFirst({ id: held.id, leaseToken: next })).toBe(true);
  }
});
