import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { sql } from '../../src/database/client.ts';
import { Locks } from '../../src/database/locks/locks.ts';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import type { WorkflowOutcome } from '../../src/workflows/outcome.ts';
import { StepFailed } from '../../src/workflows/runner/steps.ts';
import { context, startTestCrm } from '../support/crm/test-crm.ts';
import { newEvent, readEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { count, DONE, ScriptedWorkflows, silent, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();
const RETRY = { maxAttempts: 3, baseMs: 1, maxMs: 5 };

/** A workflow of one step that fails as its call does. */
function stepOf(call: () => Promise<unknown>) {
  return new ScriptedWorkflows(async (): Promise<WorkflowOutcome> => {
    await call().catch((error: unknown) => {
      throw new StepFailed('invoice', error);
    });
    return DONE;
  });
}

/** The address of a port that answers to nobody. */
async function closedPort(scheme: string): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `${scheme}://127.0.0.1:${port}`;
}

test.each([
  ['cuts the connection with a reset', 'connection_cut', async () => ({})],
  ['refuses the connection', 'crm_unreachable', async () => ({ url: await closedPort('http') })],
  ['has no address', 'crm_unreachable', async () => ({ url: 'http://crm.invalid' })],
  ['speaks no TLS', 'crm_unreachable', async (url: string) => ({ url: url.replace('http:', 'https:') })],
] as const)('a CRM that %s under one event costs it attempts, until it is dead', async (_, code, config) => {
  await using crm = await startTestCrm((call) => call.socket.resetAndDestroy());
  await using failing = await startTestCrm((call) => call.socket.resetAndDestroy(), {
    config: await config(crm.url),
  });
  const event = newEvent();
  await store(inbox.current, event);
  const workflows = stepOf(() => failing.client.create('AOS_Invoices', event.id, { name: 'x' }, context()));
  start(inbox.current, workflows, { retry: RETRY });
  await expect.poll(() => count(inbox.current, 'dead')).toBe(1);
  const { attempts, errorCode, errorStep } = await readEvent(inbox.current, event.id);
  expect({ attempts, errorCode, errorStep }).toEqual({ attempts: 3, errorCode: code, errorStep: 'invoice' });
  expect(workflows.begun).toHaveLength(3);
});

test('a CRM that resets every connection, its probe included, is away: the event waits and spends no attempt', async () => {
  await using crm = await startTestCrm((call) => call.socket.resetAndDestroy());
  const event = newEvent();
  await store(inbox.current, event);
  const workflows = stepOf(() => crm.client.create('AOS_Invoices', event.id, { name: 'x' }, context()));
  let asked = 0;
  const probe = async () => {
    asked += 1;
    if (asked > 1) await crm.client.fields('Contacts', context());
  };
  start(inbox.current, workflows, { retry: RETRY, probe });
  // A claim that was on its way when the breaker opened may begin it once more.
  await expect.poll(() => asked).toBeGreaterThan(5);
  await expect.poll(() => count(inbox.current, 'retrying')).toBe(1);
  const begun = workflows.begun.length;
  await expect.poll(() => asked).toBeGreaterThan(10);
  expect(workflows.begun).toHaveLength(begun);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ attempts: 0, errorCode: 'connection_cut' });
});

const endOwnConnection = () => inbox.current.prisma.$queryRaw(sql`SELECT pg_terminate_backend(pg_backend_pid())`);

test.each([
  ['between the steps', () => new ScriptedWorkflows(async () => Promise.reject(await failureOf(endOwnConnection())))],
  ['within a step', () => stepOf(endOwnConnection)],
  [
    'under the wait for a lock',
    () =>
      stepOf(async () => {
        const locks = new Locks(await closedPort('postgres'), { log: silent });
        await locks.hold('a lock', { waitMs: 500, holdMs: 1_000 }, async () => {}).finally(() => locks.close());
      }),
  ],
] as const)('a database that goes away %s gives the event back, and no attempt is spent', async (_, script) => {
  const event = newEvent();
  await store(inbox.current, event);
  const workflows = script();
  const outcomes: string[] = [];
  const events = new ServiceEvents();
  events.on('runEnded', ({ outcome }) => outcomes.push(outcome));
  start(inbox.current, workflows, {
    retry: { ...RETRY, baseMs: 60_000 },
    events,
  });
  await expect.poll(() => outcomes).toEqual(['given_back']);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ status: 'pending', attempts: 0, errorCode: null });
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => new Error('it was expected to fail'),
    (error: unknown) => error,
  );
}
