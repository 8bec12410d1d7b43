import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addShares, type Share, takeShares } from '../../../src/domain/amounts/shares.ts';
import { Decimal, plainText, sum } from '../../../src/domain/money.ts';
import { sold } from '../../support/domain/amounts.ts';
import { anyBasket, countedOrder, inTwoRefunds, type ShopKind } from '../../support/shops/counting-shop.ts';
import { onlyOrder, orderTold, refundsTold, takenOrder, takenRefund } from '../../support/shops/woocommerce.ts';

const RUNS = 10_000;
const KINDS: readonly ShopKind[] = [
  { inclusive: false, roundsAt: 'line' },
  { inclusive: false, roundsAt: 'subtotal' },
  { inclusive: true, roundsAt: 'line' },
  { inclusive: true, roundsAt: 'subtotal' },
];

describe('whatever a shop counts stands here to the last digit', () => {
  test.for(KINDS)('prices with tax: $inclusive, taxes rounded at the $roundsAt', { timeout: 120_000 }, (kind) => {
    let sound = 0;
    fc.assert(
      fc.property(anyBasket, (basket) => {
        const { order, total, totalTax, isSound } = countedOrder(basket, kind);
        if (!isSound) return true;
        sound += 1;
        const { priced } = takenOrder(onlyOrder(orderTold(order)));
        const { totalAmount, taxAmount, shippingAmount } = priced.invoice;
        const lines = priced.groups[0]?.lines ?? [];
        const found = [totalAmount, taxAmount, shippingAmount, ...lines.map(({ amounts }) => amounts.totals.net)];
        const ofShop = [new Decimal(total, 6), new Decimal(totalTax, 6), new Decimal(order.shipping_total)];
        const stated = [...ofShop, ...order.line_items.map((line) => new Decimal(line.total))];
        // Not by `expect`, which takes longer than all the rest.
        return found.map(plainText).join() === stated.map(plainText).join();
      }),
      { seed: 20_261_127, numRuns: RUNS },
    );
    expect(sound).toBeGreaterThan(RUNS / 2);
  });

  test.for(KINDS)('and all of it comes back, with prices with tax: $inclusive, by the $roundsAt', (kind) => {
    fc.assert(
      fc.property(anyBasket, (basket) => {
        const { order, refund, total, totalTax, isSound } = countedOrder(basket, kind);
        // What lowers the tax below nothing is refused by the sale itself, and dead.
        return !isSound || total === 0n || totalTax < 0n || returned(order, [refund]).equals(new Decimal(total, 6));
      }),
      { seed: 20_261_127, numRuns: 1_000 },
    );
  });

  test.for(KINDS)('and so it does in two parts, with prices with tax: $inclusive, by the $roundsAt', (kind) => {
    fc.assert(
      fc.property(anyBasket, (basket) => {
        // What lowers an order goes back with all of it only: before, a part may be more than the rest of the order.
        const fees = basket.fees.filter(({ amount }) => amount >= 0n);
        const counted = countedOrder({ ...basket, fees }, kind);
        const { refunds, canBe } = inTwoRefunds(counted, basket.decimals);
        if (!counted.isSound || !canBe || counted.total === 0n || counted.totalTax < 0n) return true;
        return returned(counted.order, refunds).equals(new Decimal(counted.total, 6));
      }),
      { seed: 20_261_127, numRuns: 1_000 },
    );
  });
});

/** What these refunds give back in all, each of what the ones before have left. */
function returned(order: ReturnType<typeof countedOrder>['order'], refunds: readonly unknown[]): Decimal {
  const sale = takenOrder(onlyOrder(orderTold(order)));
  const shares: (readonly [string, Share])[] = [];
  for (const { data } of refundsTold(refunds, order)) {
    const { lines, shipping, money } = takenRefund(data).refund;
    const wanted = lines === 'rest' ? lines : lines.map(({ lineId, ...line }) => ({ key: lineId, ...line }));
    shares.push(
      ...takeShares(sold(sale.priced, sale.order.decimals), { lines: wanted, shipping, money }, addShares(shares)),
    );
  }
  return sum(shares.map(([, { net, tax }]) => net.plus(tax)));
}
