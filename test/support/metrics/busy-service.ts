import { faultActions } from '../../../lab/simulator/suitecrm/index.ts';
import { createStorefront } from '../../../lab/storefront.ts';
import { sampleOrder, sampleRefund, sampleRegistration } from '../../../src/domain/events/samples.ts';
import { type Bench, startBench } from '../service.ts';
import { playShop, SHOP_SECRET } from '../shops.ts';
import { waitFor } from '../wait-for.ts';

/** A service after a day on which everything happened that there is a metric for. */
export async function busyService(): Promise<Bench> {
  // A refund that waits looks again only when its order is there.
  const bench = await startBench({
    retry: { maxMs: 60_000 },
    shops: { main: { platform: 'shopify', business_unit: 'experience', secrets: [SHOP_SECRET] } },
  });
  const { faults } = bench.crm;
  faults.add({ match: { method: 'POST', module: 'AOS_Invoices' }, action: faultActions.cutBefore });
  faults.add({ match: { method: 'POST', module: 'Contacts' }, action: { kind: 'php-warnings', where: 'both' } });
  await bench.play('registrations', sampleRegistration());
  const { id } = await bench.play('refunds', sampleRefund());
  await bench.play('orders', sampleOrder({ promotions: ['UNKNOWN'] }));
  await waitFor('the refund is done', async () => {
    const refund = await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id } });
    return refund.status === 'done';
  });
  faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'access-denied' } });
  await bench.play('registrations', sampleRegistration({ customer: { user_id: 'U2', email: 'two@example.com' } }));
  const stranger = createStorefront({ url: bench.service.url, secret: `whsec_${Buffer.alloc(32).toString('base64')}` });
  await stranger.send('orders', sampleOrder());
  await playShop(bench, 'main', 'shopify').post('carts/update', {});
  await fetch(`${bench.service.url}/webhooks/elsewhere`, { method: 'POST' });
  return bench;
}
