import { expect } from 'vitest';
import { createPlatformShop, type DeliverOptions } from '../../lab/platform-shop.ts';
import type { PlatformName } from '../../src/shops/shop.ts';
import type { Bench, SettledEvent } from './service.ts';
import { waitFor } from './wait-for.ts';

/** The secret that the shops of the tests sign with. */
export const SHOP_SECRET = 'a secret';

/** A connected shop as a test plays it: what it delivers, and what became of that. */
export function playShop(bench: Bench, name: string, platform: PlatformName, secret = SHOP_SECRET) {
  const shop = () => createPlatformShop({ url: bench.service.url, shop: name, platform, secret });
  const events = (orderId: number) =>
    bench.database.database.prisma.event.findMany({
      where: { orderId: `${name}:${orderId}`, parentId: { not: null } },
      orderBy: { seq: 'asc' },
    });
  return {
    /** Delivers, expects it to be kept, and waits until it is worked out. */
    async deliver(
      topic: string,
      body: object,
      options: DeliverOptions = {},
    ): Promise<{ readonly id: string; readonly status: string; readonly event: SettledEvent }> {
      const answer = await shop().deliver(topic, body, options);
      expect(answer).toMatchObject({ status: 200, body: { event_id: expect.any(String) } });
      const { event_id: id, status } = answer.body as { event_id: string; status: string };
      return { id, status, event: await bench.settled(id) };
    },
    /** The same without looking at the answer. */
    post: (topic: string, body: object | string, options: DeliverOptions = {}) => shop().deliver(topic, body, options),
    /** What was made of an order's deliveries, once all of it has come to its end. */
    async childrenOf(orderId: number) {
      for (const { id } of await events(orderId)) {
        await waitFor(`event ${id} is done or dead`, async () => (await bench.settled(id)).status !== 'waiting');
      }
      return await events(orderId);
    },
  };
}
