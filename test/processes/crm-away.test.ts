import { expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { send, startProcessBench } from '../support/process-bench.ts';
import { startProxy } from '../support/process-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

it('a CRM that is away degrades the service and nothing more: webhooks are taken, and done when it is back', async () => {
  await using bench = await startProcessBench();
  await using proxy = await startProxy(bench.crm.url);
  const service = await bench.start({ SUITECRM_URL: proxy.url, MAX_ATTEMPTS: '1000' });
  const health = async () => (await service.get('/health')).body;
  await send(service, 'registrations', sampleRegistration());
  await bench.allDone();
  expect(await health()).toMatchObject({ status: 'ok', crms: { suitecrm: { status: 'up' } } });

  await proxy.close();
  await send(service, 'orders', sampleOrder());
  const away = await waitFor('health knows', async () => {
    const report = await service.get('/health');
    return isDegraded(report.body) && report;
  });
  expect(away).toMatchObject({ status: 200, body: { database: 'up', crms: { suitecrm: { status: 'down' } } } });
  expect(await service.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  expect(await service.get('/health/live')).toMatchObject({ status: 200 });
  await send(service, 'registrations', sampleRegistration({ customer: { user_id: 'U2', email: 'u2@example.com' } }));

  await proxy.open();
  expect(await bench.allDone()).toHaveLength(3);
  await waitFor('health knows', async () => !isDegraded(await health()));
  expect(await health()).toMatchObject({
    status: 'ok',
    crms: { suitecrm: { status: 'up' } },
    backlog: { pending: 0, waiting: 0, retrying: 0, dead: 0 },
  });
});

function isDegraded(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'status' in body && body.status === 'degraded';
}
