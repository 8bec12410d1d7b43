import { afterEach, expect, test } from 'vitest';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import { CircuitBreaker } from '../../src/worker/circuit-breaker.ts';
import { breakerOf, CallFailed, silent } from '../support/worker.ts';

/** A CRM that a test takes away and brings back, and how often it was asked. */
class ProbedCrm {
  failure: Error | null = null;
  asked = 0;

  readonly probe = async (): Promise<void> => {
    this.asked += 1;
    if (this.failure !== null) throw this.failure;
  };
}

const used: CircuitBreaker[] = [];
afterEach(() => {
  for (const breaker of used.splice(0)) breaker.stop();
});

function guard(crm: ProbedCrm, events = new ServiceEvents()): CircuitBreaker {
  const breaker = breakerOf(crm.probe, { events });
  used.push(breaker);
  return breaker;
}

test('a failed call opens nothing as long as the CRM answers a probe', async () => {
  const breaker = guard(new ProbedCrm());
  expect(await breaker.isAway()).toBe(false);
  expect(breaker.status).toBe('up');
  expect(breaker.allowance(1)).toBe(3);
});

test.each(['transient', 'auth'] as const)(
  'a probe that fails (%s) opens it: nothing may be claimed',
  async (errorClass) => {
    const crm = new ProbedCrm();
    crm.failure = new CallFailed(errorClass);
    const breaker = guard(crm);
    expect(await breaker.isAway()).toBe(true);
    expect(breaker.status).toBe('down');
    expect(breaker.allowance(0)).toBe(0);
  },
);

test('a CRM that refuses the probe for good has answered it', async () => {
  const crm = new ProbedCrm();
  crm.failure = new CallFailed('permanent');
  expect(await guard(crm).isAway()).toBe(false);
});

test('those who ask at once share one probe, and an open breaker is not asked again', async () => {
  const crm = new ProbedCrm();
  crm.failure = new CallFailed('transient', { retryAfterMs: 60_000 });
  const breaker = new CircuitBreaker({
    crm: 'suitecrm',
    probe: crm.probe,
    firstProbe: crm.probe,
    probeTimeoutMs: 1_000,
    baseMs: 60_000,
    maxMs: 60_000,
    concurrency: 4,
    random: () => 0.5,
    log: silent,
    events: new ServiceEvents(),
  });
  used.push(breaker);
  await Promise.all(Array.from({ length: 20 }, () => breaker.isAway()));
  await breaker.isAway();
  expect(crm.asked).toBe(1);
});

test('it asks again by itself, tells when the CRM is back, and lets through one event, then two, then four', async () => {
  const crm = new ProbedCrm();
  crm.failure = new CallFailed('transient');
  const events = new ServiceEvents();
  const breaker = guard(crm, events);
  let usable = 0;
  events.on('crmUsable', () => {
    usable += 1;
  });
  breaker.start();
  await expect.poll(() => crm.asked).toBeGreaterThan(3);
  expect(breaker.status).toBe('down');
  crm.failure = null;
  await expect.poll(() => breaker.status).toBe('up');
  expect(usable).toBe(1);
  const widths = [1, 2, 3, 4].map(() => {
    const width = breaker.allowance(0);
    breaker.succeeded();
    return width;
  });
  expect(widths).toEqual([1, 2, 4, 4]);
});

test('a probe that hangs is given up', async () => {
  const breaker = new CircuitBreaker({
    crm: 'suitecrm',
    probe: (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new CallFailed('transient')))),
    firstProbe: async () => {},
    probeTimeoutMs: 10,
    baseMs: 60_000,
    maxMs: 60_000,
    concurrency: 4,
    random: () => 0.5,
    log: silent,
    events: new ServiceEvents(),
  });
  used.push(breaker);
  expect(await breaker.isAway()).toBe(true);
});

test('once stopped it asks no more', async () => {
  const crm = new ProbedCrm();
  crm.failure = new CallFailed('transient');
  const breaker = guard(crm);
  await breaker.isAway();
  breaker.stop();
  const { asked } = crm;
  const later = guard(crm);
  later.start();
  await expect.poll(() => crm.asked).toBeGreaterThan(asked + 5);
  later.stop();
  expect(breaker.allowance(0)).toBe(0);
});
