import { pino } from 'pino';
import Type from 'typebox';
import Value from 'typebox/value';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { sampleRegistration } from '../../../src/domain/events/samples.ts';
import { type Service, startService } from '../../../src/service/start-service.ts';
import { ids, newEvent, store } from '../../support/events.ts';
import { type AdminBench, TOKEN, useAdminBench, withAdmin } from '../../support/http/admin.ts';
import { benchConfig, startBench } from '../../support/service.ts';
import { waitFor } from '../../support/wait-for.ts';

const start = useAdminBench();
// Stopped before the bench takes their database away.
const others: Service[] = [];
afterEach(async () => {
  await Promise.all(others.splice(0).map((service) => service.stop()));
});
const Started = Type.Object({ id: Type.String(), total: Type.Integer() });
const Progress = Type.Object({
  status: Type.String(),
  total: Type.Integer(),
  pending: Type.Integer(),
  done: Type.Integer(),
  failed: Type.Integer(),
});
const SLOW = 0.1;
const QUICK = 200;

/** Stores registrations as they are after a failure that is over. */
async function storeFailed(bench: AdminBench, count: number, status: 'dead' | 'retrying' = 'dead'): Promise<string[]> {
  const events = Array.from({ length: count }, () => newEvent()).map((event) => {
    const customer = { user_id: event.id, email: `${event.id}@example.com` };
    return { ...event, body: Buffer.from(JSON.stringify(sampleRegistration({ customer }))) };
  });
  const { database } = bench.database;
  // Of a CRM that the bench does not have, until their status is set: nobody works on them meanwhile.
  await store(database, ...events.map((event) => ({ ...event, crm: 'ikcrm' as const })));
  await database.prisma.event.updateMany({
    where: { id: { in: ids(events) } },
    data: { crm: 'suitecrm', status, nextAttemptAt: new Date('2100-01-01') },
  });
  return ids(events);
}

async function startReplay(bench: AdminBench, rate: number, filter: object = {}): Promise<string> {
  const body = { name: 'outage', reason: 'the CRM is back', rate, filter };
  const answer = await bench.ask('POST', '/admin/replays', { body });
  expect(answer.status).toBe(202);
  return Value.Parse(Started, answer.body).id;
}

/** The progress of a bulk replay once `enough` of its events are settled, which adds up whenever it is asked for. */
async function progressAfter(bench: AdminBench, id: string, enough: number) {
  return await waitFor(`${enough} events of the bulk replay are settled`, async () => {
    const { body } = await bench.ask('GET', `/admin/replays/${id}`);
    const progress = Value.Parse(Progress, body);
    expect(progress.pending + progress.done + progress.failed).toBe(progress.total);
    return progress.done + progress.failed >= enough && progress;
  });
}

async function hurry(bench: AdminBench, id: string): Promise<void> {
  const data = { rate: QUICK, nextAt: new Date(0) };
  await bench.database.database.prisma.replay.update({ where: { id }, data });
}

const leads = (bench: AdminBench) => bench.calls().filter((call) => call === 'POST Leads');

it('what dies after the start is not in the set, and what dies again counts as failed', async () => {
  const bench = await start();
  await storeFailed(bench, 3);
  const id = await startReplay(bench, SLOW);
  expect(await progressAfter(bench, id, 1)).toMatchObject({ status: 'running', total: 3, pending: 2, done: 1 });
  const [later = ''] = await storeFailed(bench, 1);
  bench.crm.faults.add({ match: { method: 'POST', module: 'Leads', times: 1 }, action: { kind: 'access-denied' } });
  await hurry(bench, id);
  expect(await progressAfter(bench, id, 3)).toMatchObject({ total: 3, pending: 0, done: 2, failed: 1 });
  const untouched = await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id: later } });
  expect(untouched).toMatchObject({ status: 'dead', attempts: 0 });
});

it('a restart in the middle loses no event and sends none twice', async () => {
  let bench = withAdmin(await startBench({ adminTokens: [{ name: 'alice', token: TOKEN }] }));
  onTestFinished(() => bench.close());
  await storeFailed(bench, 5);
  const id = await startReplay(bench, SLOW);
  await progressAfter(bench, id, 1);
  bench = withAdmin(await bench.restart());
  expect(await progressAfter(bench, id, 1)).toMatchObject({ status: 'running', total: 5 });
  await hurry(bench, id);
  expect(await progressAfter(bench, id, 5)).toMatchObject({ total: 5, done: 5, failed: 0 });
  expect(leads(bench)).toHaveLength(5);
});

it('two services on one database share a bulk replay and send each event once', async () => {
  const bench = await start();
  const failed = await storeFailed(bench, 40);
  const config = benchConfig(bench.database.url, bench.crm);
  others.push(await startService(config, { log: pino({ level: 'silent' }) }));
  const id = await startReplay(bench, QUICK);
  expect(await progressAfter(bench, id, failed.length)).toMatchObject({ total: 40, done: 40, failed: 0 });
  expect(leads(bench)).toHaveLength(40);
  const items = await bench.database.database.prisma.replayItem.groupBy({ by: ['status'], _count: true });
  expect(items).toEqual([{ status: 'replayed', _count: 40 }]);
});

it('events whose automatic retry comes at the same moment are sent once', async () => {
  const bench = await start();
  const failed = await storeFailed(bench, 20, 'retrying');
  const id = await startReplay(bench, QUICK, { status: 'retrying' });
  await bench.database.database.prisma.event.updateMany({
    where: { id: { in: failed }, status: 'retrying' },
    data: { nextAttemptAt: new Date(0) },
  });
  bench.service.wake();
  expect(await progressAfter(bench, id, 20)).toMatchObject({ total: 20, done: 20, failed: 0 });
  expect(leads(bench)).toHaveLength(20);
});
