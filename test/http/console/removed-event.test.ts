import { expect, test } from 'vitest';
import { startConsole, visit } from '../../support/http/console.ts';
import { removeAll } from '../../support/retention.ts';
import { newOrder } from '../../support/workflows/shop-events.ts';

test('the page of an event whose payload was removed says so and when, and offers no replay', async () => {
  const bench = await startConsole();
  const order = newOrder();
  const { id } = await bench.play('orders', order);
  await removeAll(bench.database.database);
  const visitor = await visit(bench);
  const { status, text } = await visitor.get(`/console/events/${id}`);
  expect(status).toBe(200);
  expect(text).toContain('Retention removed its payload and its steps');
  expect(text).toContain('without its payload it cannot be replayed');
  expect(text).not.toContain('Show the payload');
  expect(text).not.toContain(`action="/console/events/${id}/replay"`);
  expect((await visitor.get(`/console/events/${id}/plan?mode=again`)).status).toBe(409);
  const refused = await visitor.post(`/console/events/${id}/replay`, { reason: 'a test', mode: 'again', key: 'k' });
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('retention removed it');
  expect((await visitor.get('/console/events')).text).toContain(String(order.data.order_id));
});
