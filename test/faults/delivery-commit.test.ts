import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DeliveryStage, type Outcome } from '../support/faults/delivery-stage.ts';
import { startProxy, type TcpProxy } from '../support/process-proxy.ts';

let proxy: TcpProxy;
let stage: DeliveryStage;
beforeAll(async () => {
  proxy = await startProxy(inject('templateUrl'));
  stage = await DeliveryStage.open({ wayToDatabase: (url) => proxy.wayTo(url) });
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

/** What stands in the statement that puts in what a delivery led to, and in no other. */
const CHILDREN = '"webhook_id":"child ';

const DELIVERIES = {
  'of Shopify, an order': () => stage.shopifyOrder(),
  'of Shopify, an order and a refund': () => stage.shopifyOrderWithRefund(),
  'of WooCommerce, an order and a refund': () => stage.wooOrderWithRefund(),
};

describe.each(Object.entries(DELIVERIES))('a delivery %s', (_name, play) => {
  let quiet: Outcome;
  beforeAll(async () => {
    quiet = await play();
  });

  it.each([
    ['before the commit', 1],
    ['before the commit', 2],
    ['after the commit', 1],
  ] as const)(
    'whose database is gone %s of what it leads to, %i times, leads to each of it once',
    async (when, times) => {
      proxy.cut(CHILDREN, when, times);
      expect(await play()).toEqual(quiet);
      expect(proxy.leftToCut(), 'so often it was gone').toBe(0);
    },
  );
});
