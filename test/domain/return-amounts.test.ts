import { describe, expect, test } from 'vitest';
import { Decimal } from '../../src/domain/money.ts';
import { priceOrder } from '../../src/domain/order-amounts.ts';
import {
  overReturned,
  priceReturn,
  ReturnExceedsSale,
  type SoldOrder,
  type Taken,
} from '../../src/domain/return-amounts.ts';
import { group, line, order, sold, texts } from '../support/domain/amounts.ts';

const dayTrip = line({ quantity: '2', cost: '2000', list: '2700', amountOff: '10', vat: '5' });
const souvenir = line({ list: '571', amountOff: '10', vat: '5' });
const ticket = line({ list: '1000', percentOff: '5', vat: '5' });
const sale = sold(priceOrder(order('TWD', [group(dayTrip, souvenir), group(ticket)], '100', '5')), 2);

/** `key: now` or `key: [before, now]`. */
function taking(quantities: Readonly<Record<string, string | readonly [string, string]>>): Map<string, Taken> {
  return new Map(
    Object.entries(quantities).map(([key, quantity]) => {
      const [before, now] = typeof quantity === 'string' ? ['0', quantity] : quantity;
      return [key, { before: new Decimal(before), now: new Decimal(now) }];
    }),
  );
}

describe('a return of the whole order', () => {
  const whole = priceReturn(sale, taking({ '0/0': '2', '0/1': '1', '1/0': '1' }), true);

  test('negates every amount of the invoice; the discount turns positive and the rate stays', () => {
    expect(texts(whole.invoice)).toEqual({
      totalAmt: '-6971',
      discountAmount: '80',
      subtotalAmount: '-6891',
      taxAmount: '-349.55',
      shippingAmount: '-100',
      shippingTaxRate: '5',
      shippingTaxAmount: '-5',
      totalAmount: '-7340.55',
    });
  });

  test('keeps the groups', () => {
    expect(whole.groups.map(({ key, lines }) => [key, lines.map((returned) => returned.key)])).toEqual([
      ['0', ['0/0', '0/1']],
      ['1', ['1/0']],
    ]);
    expect(texts(whole.groups[0]?.amounts ?? {})).toEqual({
      totalAmt: '-5971',
      discountAmount: '30',
      subtotalAmount: '-5941',
      taxAmount: '-297.05',
      totalAmount: '-6238.05',
    });
  });

  test('negates prices and an amount off, not the quantity, the rate or a percentage off', () => {
    expect(texts(whole.groups[0]?.lines[0]?.amounts ?? {})).toEqual({
      quantity: '2',
      costPrice: '-2000',
      listPrice: '-2700',
      discount: { type: 'Amount', value: new Decimal('-10') },
      discountPerUnit: '-10',
      unitPrice: '-2690',
      totalPrice: '-5380',
      vatRate: '5',
      vatAmount: '-269',
    });
    expect(texts(whole.groups[1]?.lines[0]?.amounts ?? {})).toMatchObject({
      discount: ticket.discount,
      discountPerUnit: '-50',
      totalPrice: '-950',
    });
  });
});

describe('a return of a part', () => {
  test('has only the lines and groups of which something comes back', () => {
    const part = priceReturn(sale, taking({ '0/0': '1', '1/0': ['1', '0'] }), false);
    expect(part.groups.map(({ key, lines }) => [key, lines.map((returned) => returned.key)])).toEqual([['0', ['0/0']]]);
    expect(texts(part.invoice)).toEqual({
      totalAmt: '-2700',
      discountAmount: '10',
      subtotalAmount: '-2690',
      taxAmount: '-134.5',
      shippingAmount: '0',
      shippingTaxRate: '0',
      shippingTaxAmount: '0',
      totalAmount: '-2824.5',
    });
  });

  test('may be the shipping alone', () => {
    const { groups, invoice } = priceReturn(sale, new Map(), true);
    expect(groups).toEqual([]);
    expect(texts(invoice)).toMatchObject({ totalAmt: '0', discountAmount: '0', taxAmount: '-5', totalAmount: '-105' });
  });

  test('gets the tax that the parts before it have left', () => {
    const three = sold(priceOrder(order('JPY', [group(line({ quantity: '3', list: '5', vat: '10' }))])), 0);
    const taxes = ['0', '1', '2'].map(
      (before) => priceReturn(three, taking({ '0/0': [before, '1'] }), false).invoice.taxAmount,
    );
    expect(taxes.map((tax) => tax.toString())).toEqual(['-1', '0', '-1']);
    expect(taxes.some((tax) => tax.isZero() && tax.isNegative())).toBe(false);
  });
});

test('a line whose figures in the CRM do not follow from each other comes back in shares of what it states', () => {
  const stated = { unitPrice: new Decimal(0), totalPrice: new Decimal('100'), vatAmount: new Decimal('0.2') };
  const { groups } = priceOrder(order('TWD', [group(line({ quantity: '3', list: '60', vat: '5' }))]));
  const lines = groups
    .flatMap((priced) => priced.lines)
    .map((amounts) => ({ key: 'l', amounts: { ...amounts, ...stated } }));
  const held: SoldOrder = { ...sale, groups: [{ key: 'g', lines }] };
  const parts = ['0', '1', '2']
    .flatMap((before) => priceReturn(held, taking({ l: [before, '1'] }), false).groups)
    .flatMap((returned) => returned.lines.map(({ amounts }) => texts(amounts)));
  expect(parts.map(({ totalPrice, vatAmount }) => [totalPrice, vatAmount])).toEqual([
    ['-33.333333', '-0.07'],
    ['-33.333334', '-0.06'],
    ['-33.333333', '-0.07'],
  ]);
});

describe('more than was sold', () => {
  const excessive = taking({ '0/0': ['1', '1.5'], '0/1': '1', '1/0': ['1', '0.000001'], other: '1' });

  test('is found with its figures, also for a line that is not in the order', () => {
    expect(overReturned(sale, excessive).map(texts)).toEqual([
      { key: '0/0', sold: '2', before: '1', now: '1.5' },
      { key: '1/0', sold: '1', before: '1', now: '0.000001' },
      { key: 'other', sold: '0', before: '0', now: '1' },
    ]);
    expect(overReturned(sale, taking({ '0/0': ['1', '1'], '1/0': '1' }))).toEqual([]);
  });

  test('is refused for good, naming lines and figures', () => {
    const refusal = (() => {
      try {
        return priceReturn(sale, excessive, false);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(ReturnExceedsSale);
    expect(refusal).toMatchObject({
      name: 'ReturnExceedsSale',
      code: 'return_exceeds_sale',
      errorClass: 'permanent',
      message: expect.stringContaining('line 0/0: sold 2, returned before 1, to return 1.5; line 1/0: sold 1'),
    });
  });
});
