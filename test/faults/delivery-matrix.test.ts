import { describe, expect, it } from 'vitest';
import { playDeliveryMatrix } from '../support/faults/delivery-matrix.ts';

const ENDINGS = {
  'a delivery of Shopify that tells an order and a refund at once': ['shop.delivery', 'order.paid', 'order.refunded'],
  'a delivery of WooCommerce whose refund is asked for': ['shop.delivery', 'order.paid', 'order.refunded'],
};

const MATRICES = {
  'a delivery of Shopify that tells an order and a refund at once': await playDeliveryMatrix(
    (stage) => stage.shopifyOrderWithRefund(),
    'crm',
  ),
  'a delivery of WooCommerce whose refund is asked for': await playDeliveryMatrix(
    (stage) => stage.wooOrderWithRefund(),
    'shop',
  ),
};

for (const [name, matrix] of Object.entries(MATRICES)) {
  describe(`${name}, ${matrix.calls.length} calls`, () => {
    it('without a fault', () => {
      console.log(matrix.calls, matrix.quiet, matrix.cells.length);
    });
    it.each(matrix.cells)('$name', ({ outcome, hit }) => {
      expect(hit, 'the fault was met').toBe(true);
      expect(outcome).toEqual(matrix.quiet);
    });
  });
}
