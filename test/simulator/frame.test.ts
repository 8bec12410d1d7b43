import { afterEach, beforeEach, expect, expectTypeOf, it } from 'vitest';
import { type FrameFaultAction, faultActions } from '../../lab/simulator/frame/fault-actions.ts';
import type { Faults } from '../../lab/simulator/frame/faults.ts';
import { type Frame, startFrame } from '../../lab/simulator/frame/frame.ts';
import type { SimulatedApi } from '../../lab/simulator/frame/simulated-api.ts';

/** A shop API that knows one thing: `POST /products` keeps a product, `GET /products` lists them. */
interface ShopCall {
  readonly path: string;
  readonly product: string | null;
}

type ShopFault = { readonly kind: 'out-of-stock'; readonly product: string };

function shopApi(products: string[]): SimulatedApi<ShopCall, ShopFault> {
  const list = () => ({ status: 200, headers: { 'Content-Type': 'text/plain' }, body: products.join(',') });
  return {
    receive: (head) => (body) => ({
      path: new URL(head.url, 'http://localhost').pathname,
      product: head.method === 'POST' ? body.toString() : null,
    }),
    subjectOf: ({ path, product }) => ({ path, module: 'products', id: product, body: product }),
    prepare: ({ product }) => {
      const known = product === null || products.includes(product);
      return () => {
        if (!known) products.push(product);
        return list();
      };
    },
    misbehave: async (_call, action, work) => {
      switch (action.kind) {
        case 'out-of-stock': {
          const answer = await work();
          return { ...answer, status: 409, body: `${action.product} is sold out` };
        }
      }
    },
  };
}

let products: string[];
let shop: Frame<ShopFault>;
beforeEach(async () => {
  products = [];
  shop = await startFrame(shopApi(products), {});
});
afterEach(() => shop.close());

const add = (product: string) => fetch(`${shop.url}/products?from=test`, { method: 'POST', body: product });

it('a simulator needs only its API: the frame serves it and keeps the journal', async () => {
  expect(await (await add('tour')).text()).toBe('tour');
  expect(shop.journal.calls()).toMatchObject([
    { method: 'POST', path: '/products', query: 'from=test', module: 'products', id: 'tour', status: 200, fault: null },
  ]);
});

it.each([
  ['cutBefore', []],
  ['cutAfter', ['tour']],
] as const)('the faults of any server are its own from the start (%s)', async (action, kept) => {
  shop.faults.add({ match: { module: 'products' }, action: faultActions[action] });
  await expect(add('tour')).rejects.toThrow();
  expect(products).toEqual(kept);
});

it('a fault that it alone has is played by itself, and noted as the others are', async () => {
  shop.faults.add({ match: { method: 'POST' }, action: { kind: 'out-of-stock', product: 'tour' } });
  const answer = await add('tour');
  expect([answer.status, await answer.text()]).toEqual([409, 'tour is sold out']);
  expect(shop.journal.calls(({ fault }) => fault === 'out-of-stock')).toHaveLength(1);
});

it('reads before the latency and writes after it, so that calls side by side race', async () => {
  const both = Promise.withResolvers<void>();
  shop.setLatency(() => {
    if (shop.journal.calls().length === 2) both.resolve();
    return both.promise;
  });
  await Promise.all([add('tour'), add('tour')]);
  expect(products).toEqual(['tour', 'tour']);
});

it('a fault of another simulator does not compile', () => {
  expectTypeOf(shop.faults).toEqualTypeOf<Faults<FrameFaultAction | ShopFault>>();
  // @ts-expect-error: SuiteCRM has tokens, this shop has none
  shop.faults.add({ match: {}, action: { kind: 'revoke-tokens' } });
});

it('an API that forgets one of its faults does not compile', () => {
  const forgetful: SimulatedApi<ShopCall, ShopFault | { readonly kind: 'closed' }> = {
    ...shopApi(products),
    // @ts-expect-error: "closed" falls through
    misbehave(_call, action, work) {
      switch (action.kind) {
        case 'out-of-stock':
          return work();
      }
    },
  };
  expect(forgetful).toBeDefined();
});
