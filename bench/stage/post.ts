import { createStorefront } from '../../lab/storefront.ts';
import type { Route } from '../../src/webhooks/sign-request.ts';
import { SECRET } from '../load/messages.ts';

/** How many webhooks a careful shop has on their way at once. */
const AT_ONCE = 16;

/** Posts bodies to the services in turn, some at once, each of which must be accepted. */
export async function postAll(urls: readonly string[], route: Route, bodies: readonly object[]): Promise<void> {
  const shops = urls.map((url) => createStorefront({ url, secret: SECRET }));
  const left = [...bodies.entries()];
  const send = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, body] = next;
      const answer = await shops[index % shops.length]?.send(route, body);
      if (answer?.status !== 202) {
        throw new Error(`${route}: expected 202, got ${answer?.status} ${JSON.stringify(answer?.body)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
}
