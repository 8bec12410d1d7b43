import { describe, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { playDeliveryMatrix } from '../support/faults/delivery-matrix.ts';
import type { Outcome } from '../support/faults/delivery-stage.ts';
import { SHOP_FAULTS } from '../support/faults/shop-kinds.ts';

const DONE = { status: 'done', errorCode: null, errorMessage: null, warnings: [] };

/** The delivery, and the sale and the return that it led to. */
const endedWell = ['shop.delivery', 'order.paid', 'order.refunded'].map((type) => ({ type, ...DONE }));

function invoicesIn({ portrait }: Outcome): string[] {
  return portrait.filter((row) => row.startsWith('AOS_Invoices'));
}

const MATRICES = {
  // How each kind of answer of the CRM is read is shown by the matrices of orders and refunds, which this leads to.
  'a delivery of Shopify that tells an order and a refund at once': await playDeliveryMatrix(
    (stage) => stage.shopifyOrderWithRefund(),
    {
      side: 'crm',
      kinds: { 'cut before the CRM saw it': faultActions.cutBefore, 'cut after the commit': faultActions.cutAfter },
      times: { once: 1 },
    },
  ),
  'a delivery of WooCommerce whose refund the shop is asked for': await playDeliveryMatrix(
    (stage) => stage.wooOrderWithRefund(),
    { side: 'shop', kinds: SHOP_FAULTS, times: { once: 1, twice: 2 } },
  ),
};

for (const [name, { calls, quiet, cells }] of Object.entries(MATRICES)) {
  describe(`${name}, at each of ${calls.length} calls`, () => {
    it('without a fault leads to one sale and one return', () => {
      expect(quiet.endings).toEqual(endedWell);
      expect(invoicesIn(quiet)).toHaveLength(2);
      expect(calls).not.toEqual([]);
    });

    it.each(cells)('$name', ({ outcome, hit }) => {
      expect(hit, 'the fault was met').toBe(true);
      expect(outcome).toEqual(quiet);
    });
  });
}
