import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import { replay } from '../../src/inbox/replay.ts';
import { takeOverExpired } from '../../src/inbox/take-over.ts';
import { logEvents } from '../../src/service/log-events.ts';
import { claimDue, expireLease, newEvent, readEvent, readKeys, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { count, ScriptedWorkflows, useDispatchers } from '../support/worker.ts';

const inbox = useTestInbox();
const start = useDispatchers();

/** Lets as many processes die of an event, each of which claims it; what then becomes of it is left to the next look. */
async function dieOf(id: string, processes: number, maxTakeovers: number): Promise<void> {
  for (let died = 1; died <= processes; died += 1) {
    const claimed = await claimDue(inbox.current);
    expect(claimed.map((event) => event.id)).toContain(id);
    await expireLease(inbox.current, id);
    if (died < processes) await takeOverExpired(inbox.current, maxTakeovers);
  }
}

test('an event that as many processes died of as it may have attempts is dead, says so, and holds up nobody', async () => {
  const [killer, next] = [newEvent({ keys: ['k'] }), newEvent({ keys: ['k'] })];
  await store(inbox.current, killer, next);
  await dieOf(killer.id, 3, 3);
  await inbox.current.prisma.step.create({
    data: { eventId: killer.id, key: 'invoice', verb: 'POST', module: 'AOS_Invoices' },
  });
  const lines: string[] = [];
  const outcomes: string[] = [];
  const events = new ServiceEvents();
  logEvents(pino({}, { write: (line) => lines.push(line) }), events);
  events.on('runEnded', ({ outcome, errorClass }) => outcomes.push(`${outcome} ${errorClass}`));
  start(inbox.current, new ScriptedWorkflows(), {
    events,
  });
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  const event = await readEvent(inbox.current, killer.id);
  expect(event).toMatchObject({
    status: 'dead',
    attempts: 0,
    takeovers: 3,
    errorClass: 'permanent',
    errorCode: 'taken_over_too_often',
    errorStep: 'invoice',
    leaseToken: null,
  });
  expect(event.errorMessage).toContain('3 times');
  expect(event.finishedAt).toBeInstanceOf(Date);
  expect(await readKeys(inbox.current, killer.id)).toEqual([]);
  expect((await readEvent(inbox.current, next.id)).status).toBe('done');
  expect(outcomes).toEqual(['dead permanent', 'done null']);
  const line = lines.map((text) => JSON.parse(text)).find(({ event: id, level }) => id === killer.id && level >= 50);
  expect(line).toMatchObject({ status: 'dead', code: 'taken_over_too_often', step: 'invoice', takeovers: 3 });
});

test('after fewer of them it is run once more', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  await dieOf(event.id, 2, 3);
  start(inbox.current, new ScriptedWorkflows());
  await expect.poll(() => count(inbox.current, 'done')).toBe(1);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ takeovers: 2, attempts: 1, errorCode: null });
});

test('a replay of an event that processes died of starts the count anew', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  await dieOf(event.id, 3, 3);
  await takeOverExpired(inbox.current, 3);
  expect(await replay(inbox.current, event.id)).toBe('replayed');
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ status: 'pending', takeovers: 0 });
  await dieOf(event.id, 2, 3);
  await takeOverExpired(inbox.current, 3);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ status: 'pending', takeovers: 2 });
});
