import { describe, expect, test } from 'vitest';
import { ReturnExceedsSale } from '../../../src/domain/amounts/return-exceeds-sale.ts';
import { addShares, type Shares, THE_REST, takeShares, type Wanted } from '../../../src/domain/amounts/shares.ts';
import { priceOrder } from '../../../src/domain/amounts/shop-rounding.ts';
import { MONEY, SHIPPING, type SoldOrder } from '../../../src/domain/amounts/sold-order.ts';
import { Decimal, plainText } from '../../../src/domain/money.ts';
import { group, line, order, sold } from '../../support/domain/amounts.ts';

const three = line({ quantity: '3', list: '33.34', vat: '7' });
const one = line({ list: '50', vat: '7' });
// 100.02 + 7.00, 50 + 3.50, freight 10 + 0.70: 171.22 in all.
const sale = sold(priceOrder(order('EUR', [group(three, one)], '10', '7')), 2);

const nothing: Wanted = { lines: [], shipping: 'none', money: null };
const money = (amount: string, tax: string | null = null) => ({
  amount: new Decimal(amount),
  taxAmount: tax === null ? null : new Decimal(tax),
});
const of = (key: string, quantity: string, amount: string | null = null, tax: string | null = null) => ({
  key,
  quantity: new Decimal(quantity),
  amount: amount === null ? null : new Decimal(amount),
  taxAmount: tax === null ? null : new Decimal(tax),
});
const lines = (...parts: ReturnType<typeof of>[]): Wanted => ({ ...nothing, lines: parts });

/** What each refund takes, one after another. */
function takeAll(order: SoldOrder, ...all: readonly Wanted[]): Record<string, string>[] {
  const before: [string, Shares extends ReadonlyMap<string, infer Share> ? Share : never][] = [];
  return all.map((wanted) => {
    const taken = takeShares(order, wanted, addShares(before));
    before.push(...taken);
    return told(taken);
  });
}

/** `<quantity>: <net> + <tax>` by key. */
function told(shares: Shares): Record<string, string> {
  return Object.fromEntries(
    [...shares].map(([key, { quantity, net, tax }]) => [key, `${quantity}: ${plainText(net)} + ${plainText(tax)}`]),
  );
}

function refusal(order: SoldOrder, ...all: readonly Wanted[]): string {
  try {
    takeAll(order, ...all);
  } catch (error) {
    if (error instanceof ReturnExceedsSale) return error.message;
    throw error;
  }
  return 'taken';
}

describe('so many of a line', () => {
  test('take their share of it in whole coins, and the last ones what is left', () => {
    expect(takeAll(sale, lines(of('0/0', '1')), lines(of('0/0', '1')), lines(of('0/0', '1')))).toEqual([
      { '0/0': '1: 33.34 + 2.33' },
      { '0/0': '1: 33.34 + 2.34' },
      { '0/0': '1: 33.34 + 2.33' },
    ]);
  });

  test('come back for what the shop states, whose tax is a share unless it is stated too', () => {
    expect(takeAll(sale, lines(of('0/0', '1', '30')), lines(of('0/0', '2', '70.02', '4.90')), THE_REST)).toEqual([
      { '0/0': '1: 30 + 2.1' },
      { '0/0': '2: 70.02 + 4.9' },
      { '0/1': '1: 50 + 3.5', shipping: '0: 10 + 0.7' },
    ]);
  });

  test('may come back for less than they cost: the rest of the money is left for later', () => {
    expect(takeAll(sale, lines(of('0/1', '1', '20')), THE_REST)).toEqual([
      { '0/1': '1: 20 + 1.4' },
      { '0/0': '3: 100.02 + 7', '0/1': '0: 30 + 2.1', shipping: '0: 10 + 0.7' },
    ]);
  });

  test('may stay, and money of their price come back', () => {
    expect(takeAll(sale, lines(of('0/1', '0', '20', '0')), lines(of('0/1', '1')))).toEqual([
      { '0/1': '0: 20 + 0' },
      { '0/1': '1: 30 + 3.5' },
    ]);
  });
});

describe('the freight', () => {
  test('comes back whole, or in parts', () => {
    expect(takeAll(sale, { ...nothing, shipping: 'all' })).toEqual([{ [SHIPPING]: '0: 10 + 0.7' }]);
    expect(takeAll(sale, { ...nothing, shipping: money('4') }, { ...nothing, shipping: 'all' })).toEqual([
      { [SHIPPING]: '0: 4 + 0.28' },
      { [SHIPPING]: '0: 6 + 0.42' },
    ]);
  });

  test('does not come back twice, nor in greater parts than it was', () => {
    expect(refusal(sale, { ...nothing, shipping: 'all' }, { ...nothing, shipping: 'all' })).toContain(
      'shipping: sold 10, returned before 10, to return 10',
    );
    expect(refusal(sale, { ...nothing, shipping: money('10.01', '0') })).toContain('shipping: sold 10');
    expect(refusal(sale, { ...nothing, shipping: money('4', '1') })).toContain('tax of shipping: sold 0.7');
  });
});

describe('money beside the lines', () => {
  test('is set off where all comes back', () => {
    expect(takeAll(sale, { ...nothing, money: money('15') }, THE_REST)).toEqual([
      { [MONEY]: '0: 15 + 0' },
      {
        '0/0': '3: 100.02 + 7',
        '0/1': '1: 50 + 3.5',
        [SHIPPING]: '0: 10 + 0.7',
        [MONEY]: '0: -15 + 0',
      },
    ]);
  });

  test('is never more, with what came back, than was sold', () => {
    const most = { ...nothing, money: money('171.22') };
    expect(refusal(sale, most)).toBe('taken');
    expect(refusal(sale, { ...nothing, money: money('171.23') })).toContain('in all: sold 171.22');
    expect(refusal(sale, lines(of('0/1', '1')), { ...nothing, money: money('120') })).toContain(
      'in all: sold 171.22, returned before 53.5, to return 120',
    );
    expect(refusal(sale, { ...nothing, money: money('20', '12') })).toContain('tax in all: sold 11.2');
  });
});

describe('more than was sold', () => {
  test.each([
    [lines(of('0/0', '3.5')), 'line 0/0: sold 3, returned before 0, to return 3.5'],
    [lines(of('0/1', '1', '50.01')), 'amount of line 0/1: sold 50, returned before 0, to return 50.01'],
    [lines(of('0/1', '1', '50', '3.51')), 'tax of line 0/1: sold 3.5, returned before 0, to return 3.51'],
  ])('is refused: %#', (wanted, sentence) => {
    expect(refusal(sale, wanted)).toContain(sentence);
  });

  test('counts what came back before', () => {
    expect(refusal(sale, lines(of('0/0', '2')), lines(of('0/0', '1.5')))).toContain(
      'line 0/0: sold 3, returned before 2, to return 1.5',
    );
  });

  test('is the rest of what came back as a whole', () => {
    expect(refusal(sale, THE_REST, THE_REST)).toContain('in all: sold 171.22, returned before 171.22, to return 0');
  });

  test('is refused for good', () => {
    expect(() => takeShares(sale, lines(of('0/0', '4')), new Map())).toThrow(
      expect.objectContaining({ code: 'return_exceeds_sale', errorClass: 'permanent' }),
    );
  });
});
