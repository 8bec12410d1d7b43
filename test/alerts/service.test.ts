import { expect, onTestFinished, test } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { createStorefront } from '../../lab/storefront.ts';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { ALERT_SECRET, startReceiver } from '../support/alerts.ts';
import { sampleValue, scrape } from '../support/metrics/exposition.ts';
import { startBench } from '../support/service.ts';
import { playShop, SHOP_SECRET } from '../support/shops.ts';
import { waitFor } from '../support/wait-for.ts';

async function startTold() {
  const receiver = await startReceiver();
  const bench = await startBench({
    alerts: { url: receiver.url, secret: ALERT_SECRET },
    shops: { main: { platform: 'shopify', business_unit: 'experience', secrets: [SHOP_SECRET] } },
  });
  onTestFinished(() => bench.close());
  const told = (type: string) =>
    waitFor(`${type} is told`, () => receiver.received.find((alert) => alert.type === `alert.${type}`) ?? null);
  return { bench, receiver, told };
}

test('a dead event is told as such and as a new kind of error, with nothing of the customer in it', async () => {
  const { bench, receiver, told } = await startTold();
  bench.crm.faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'access-denied' } });
  const { id, status } = await bench.play('registrations', sampleRegistration());
  expect(status).toBe('dead');
  expect((await told('event_dead')).data.text).toContain(id);
  await told('error_group');
  expect(JSON.stringify(receiver.received)).not.toMatch(/robot4|886|Iam/i);
  const metrics = await waitFor('it is counted', async () => {
    const seen = await scrape(bench.service.url);
    const labels = { type: 'alert.event_dead', outcome: 'sent' };
    return sampleValue(seen, 'tillbridge_alerts_total', labels) === 1 ? seen : null;
  });
  expect(sampleValue(metrics, 'tillbridge_alerts_total', { type: 'alert.crm_away', outcome: 'sent' })).toBe(0);
});

test('a CRM that goes away is told, and once it is back that is told too', async () => {
  const { bench, told } = await startTold();
  await bench.play('registrations', sampleRegistration());
  bench.crm.faults.always(() => faultActions.cutBefore);
  const id = await bench.send('orders', sampleOrder());
  expect((await told('crm_away')).data.title).toBe('suitecrm is away');
  bench.crm.faults.clear();
  await told('crm_back');
  expect(await bench.settled(id)).toMatchObject({ status: 'done' });
});

test('webhooks with a wrong signature are told', async () => {
  const { bench, told } = await startTold();
  const stranger = createStorefront({ url: bench.service.url, secret: `whsec_${Buffer.alloc(32).toString('base64')}` });
  for (let times = 0; times < 3; times += 1) await stranger.send('orders', sampleOrder());
  expect((await told('webhooks_refused')).data.text).toContain('3 of 3 webhooks');
});

test('a customer of a connected shop who asks what is kept of them is told to people', async () => {
  const { bench, told } = await startTold();
  const { id } = await playShop(bench, 'main', 'shopify').deliver('customers/data_request', {
    shop_id: 1,
    shop_domain: 'a.myshopify.com',
    orders_requested: [],
    customer: { id: 7, email: 'seven@example.com' },
    data_request: { id: 9 },
  });
  const alert = await told('data_request');
  expect(alert.data.text).toContain(id);
  expect(JSON.stringify(alert)).not.toContain('seven');
});
