import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InvoiceAmounts } from '../../../src/domain/amounts/order-amounts.ts';
import { returnStatedHeader, statedDifferences } from '../../../src/domain/amounts/stated-figures.ts';
import { Decimal, negate } from '../../../src/domain/money.ts';

const FIGURES = [
  'totalAmt',
  'discountAmount',
  'subtotalAmount',
  'taxAmount',
  'totalAmount',
  'shippingAmount',
  'shippingTaxAmount',
] as const;

const header = fc
  .array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), { minLength: 8, maxLength: 8 })
  .map((values): InvoiceAmounts => {
    const at = (index: number) => new Decimal(values[index] ?? 0).div(10_000);
    return {
      totalAmt: at(0),
      discountAmount: at(1),
      subtotalAmount: at(2),
      taxAmount: at(3),
      totalAmount: at(4),
      shippingAmount: at(5),
      shippingTaxRate: at(6).abs(),
      shippingTaxAmount: at(7),
    };
  });

test('a part by its lines and the rest together cancel what the header states, whatever the lines make', () => {
  fc.assert(
    fc.property(header, header, header, (stated, ofPart, ofRest) => {
      const ofAll = { ...ofPart };
      for (const figure of FIGURES) ofAll[figure] = Decimal.add(ofPart[figure], ofRest[figure]);
      const rest = returnStatedHeader(stated, ofAll, ofRest);
      for (const figure of FIGURES) {
        expect(Decimal.add(ofPart[figure], rest[figure]).toFixed()).toBe(negate(stated[figure]).toFixed());
      }
    }),
  );
});

test('a return of everything is the header with the other sign and its own rate; what the lines make too is no difference', () => {
  fc.assert(
    fc.property(header, header, (stated, ofAll) => {
      const whole = returnStatedHeader(stated, ofAll, ofAll);
      for (const figure of FIGURES) expect(whole[figure].equals(negate(stated[figure]))).toBe(true);
      expect(whole.shippingTaxRate.equals(stated.shippingTaxRate)).toBe(true);
      expect(statedDifferences(stated, whole, 'in its header')).toEqual([]);
    }),
  );
});
