import { afterAll, beforeAll, expect, it } from 'vitest';
import { DeliveryStage, type Outcome } from '../support/faults/delivery-stage.ts';
import { KEY_REFUSED } from '../support/faults/shop-kinds.ts';
import { waitFor } from '../support/wait-for.ts';

let stage: DeliveryStage;
let quiet: Outcome;
beforeAll(async () => {
  stage = await DeliveryStage.open();
  quiet = await stage.wooOrderWithRefund();
});
afterAll(() => stage[Symbol.asyncDispose]());

it('a delivery whose shop refuses the key is dead and has led to nothing, and a replay with a good key does all of it', async () => {
  stage.woo.faults.always(() => KEY_REFUSED);
  const refused = await stage.wooOrderWithRefund();
  expect(refused).toMatchObject({
    endings: [{ type: 'shop.delivery', status: 'dead', errorCode: 'shop_key_rejected' }],
    portrait: [],
  });
  expect(refused.endings).toHaveLength(1);
  stage.woo.faults.clear();
  expect(await stage.replay()).toEqual(quiet);
});

it('a delivery whose shop is away waits until it is back', async () => {
  const { prisma } = stage.bench.database.database;
  await stage.woo.goAway();
  const played = stage.wooOrderWithRefund();
  await waitFor(
    'the delivery is held back',
    async () => (await prisma.event.count({ where: { status: 'retrying' } })) > 0,
  );
  await stage.woo.comeBack();
  expect(await played).toEqual(quiet);
});
