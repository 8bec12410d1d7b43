import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SuiteCrmSimulator, startSuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { createStorefront, type Storefront } from '../../lab/storefront.ts';
import { examineServer } from '../../src/database/examine-server.ts';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import { type OwnServer, startOwnServer, startWithStandby } from '../support/database/own-server.ts';
import { startProxy, type TcpProxy } from '../support/process-proxy.ts';
import { benchConfig, SECRET } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

let crm: SuiteCrmSimulator;
let server: OwnServer;
let service: Service;
let shop: Storefront;
beforeEach(async () => {
  crm = await startSuiteCrmSimulator();
  server = await startOwnServer();
});
afterEach(async () => {
  await service.stop();
  await crm.close();
  await server.stop();
});

async function serve(url: string): Promise<void> {
  service = await startService(benchConfig(url, crm), {
    log: pino({ level: 'silent' }),
    lookAgain: [5, 10, 20],
    longestQuietMs: 300,
  });
  shop = createStorefront({ url: service.url, secret: SECRET });
}

const readiness = async () => (await fetch(`${service.url}/health/ready`)).status;
const order = (id: string) => sampleOrder({ order_id: id });
const statuses = async () => {
  const events = await service.database.prisma.event.findMany({ orderBy: { seq: 'asc' } });
  return events.map(({ status, attempts }) => `${status} ${attempts}`);
};
const invoices = () => crm.records('AOS_Invoices').map(({ values }) => values.name);

/** Nothing is accepted that would not be kept. */
async function expectTurnedAway(): Promise<void> {
  const answer = await shop.send('orders', order('NEVER'));
  expect({ status: answer.status, later: answer.headers.get('retry-after') }).toEqual({ status: 503, later: '5' });
}

test.each(['sessions that go on', 'sessions that are ended'])(
  'a server that is set read-only, with %s, makes no replica ready, takes no webhook and loses none; all goes on by itself once it is not',
  async (which) => {
    await serve(server.url);
    expect(await readiness()).toBe(200);
    expect((await shop.send('registrations', sampleRegistration())).status).toBe(202);
    await expect.poll(statuses).toEqual(['done 1']);

    // The order is on its way to the CRM, and what comes back cannot be written down.
    crm.faults.add({
      match: { method: 'POST', module: 'AOS_Invoices' },
      action: { kind: 'slow', ms: 1_000, commit: 'start' },
    });
    expect((await shop.send('orders', order('ONE'))).status).toBe(202);
    await crm.journal.waitFor(({ fault }) => fault === 'slow');
    await server.set('default_transaction_read_only', 'on');
    if (which === 'sessions that are ended') {
      await server.ask(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    }
    await expectTurnedAway();
    await expect.poll(readiness).toBe(503);
    expect(await (await fetch(`${service.url}/health`)).json()).toMatchObject({ status: 'degraded', database: 'down' });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);

    await server.set('default_transaction_read_only', null);
    await expect.poll(readiness).toBe(200);
    expect((await shop.send('orders', order('TWO'))).status).toBe(202);
    await expect.poll(statuses, { timeout: 20_000 }).toEqual(['done 1', 'done 1', 'done 1']);
    expect(invoices()).toEqual(['ONE', 'TWO']);
  },
);

test('a standby takes over: the service does not take it for a primary before, and goes on by itself where the name leads to it', async () => {
  await serve(server.url);
  await service.stop();
  await server.stop();
  const pair = await startWithStandby(server);
  server = pair.primary;
  await using standby = pair.standby;
  await using name: TcpProxy = await startProxy(server.url);
  await expect(examineServer(standby.url)).rejects.toMatchObject({
    code: 'database_unreachable',
    errorClass: 'transient',
    message: expect.stringContaining('is not the primary'),
  });

  await serve(name.wayTo(server.url));
  expect((await shop.send('orders', order('ONE'))).status).toBe(202);
  await expect.poll(statuses).toEqual(['done 1']);
  const [sent] = await server.ask('SELECT pg_current_wal_lsn()::text AS lsn');
  await waitFor('the standby has it all', async () => {
    const [row] = await standby.ask(`SELECT pg_last_wal_replay_lsn() >= '${sent?.lsn}'::pg_lsn AS has`);
    return row?.has === true;
  });

  // The name leads to the standby before somebody has promoted it.
  name.leadTo(standby.url);
  await name.open();
  await server.stop();
  await expect.poll(readiness).toBe(503);
  await expectTurnedAway();

  await standby.ask('SELECT pg_promote()');
  await expect.poll(readiness, { timeout: 20_000 }).toBe(200);
  expect((await shop.send('orders', order('TWO'))).status).toBe(202);
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(['done 1', 'done 1']);
  expect(invoices()).toEqual(['ONE', 'TWO']);
  await service.stop();
});
