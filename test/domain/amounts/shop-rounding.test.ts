import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PricedPart } from '../../../src/domain/amounts/order-amounts.ts';
import { beyondRounding, priceOrder, unmetTotals } from '../../../src/domain/amounts/shop-rounding.ts';
import { Decimal, percentage, plainText, roundTo, sum } from '../../../src/domain/money.ts';
import type { StatedTotals } from '../../../src/domain/order.ts';
import { group, line, order, taxed, texts } from '../../support/domain/amounts.ts';

const stating = (part: PricedPart, totals: Readonly<Partial<Record<keyof StatedTotals, string>>>): PricedPart => ({
  ...part,
  totals: Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, new Decimal(total)])),
});
const linesOf = (part: PricedPart) =>
  priceOrder(part).groups.flatMap(({ lines }) =>
    lines.map(({ line: { name }, amounts: { totals } }) => [name, plainText(totals.net), plainText(totals.tax)]),
  );
const totalOf = (part: PricedPart) => plainText(priceOrder(part).invoice.totalAmount);

describe('the total that the shop states is met', () => {
  test('where it rounds the tax for the whole invoice: on the largest line', () => {
    const three = order('KRW', [group(line({ list: '105', vat: '10' }), line({ list: '205', vat: '10' }))]);
    const part = stating(three, { taxAmount: '31', totalAmount: '341' });
    expect(linesOf(stating(three, {})).map(([, , tax]) => tax)).toEqual(['11', '21']);
    expect(linesOf(part).map(([, , tax]) => tax)).toEqual(['11', '20']);
    expect(unmetTotals(part, priceOrder(part))).toEqual([]);
  });

  test('where it rounds a price with its tax for one unit: 100 of 4.10 + 19 % at 4.88', () => {
    const part = stating(order('GBP', [group(line({ quantity: '100', list: '4.10', vat: '19' }))]), {
      totalAmount: '488.00',
    });
    expect(linesOf(part)).toEqual([['Tea tour', '410', '78']]);
    expect(totalOf(part)).toBe('488');
  });

  test('where it takes a percentage off the line: 10 % off 100 of 0.99', () => {
    const part = stating(order('GBP', [group(line({ quantity: '100', list: '0.99', percentOff: '10' }))]), {
      totalAmount: '89.10',
    });
    expect(totalOf(part)).toBe('89.1');
    expect(texts(priceOrder(part).groups[0]?.lines[0]?.amounts.shown ?? {})).toMatchObject({
      discount: { type: 'Percentage', value: new Decimal(10) },
      unitPrice: '0.891',
    });
  });

  test('where prices are what is left of prices with tax: 8.325 and 8.33 for 9.99 with 20 %', () => {
    for (const list of ['8.325', '8.33']) {
      const lines = [line({ list, vat: '20' }), line({ list, vat: '20' }), line({ list, vat: '20' })];
      const part = stating(order('GBP', [group(...lines)]), { totalAmount: '29.97' });
      expect(totalOf(part)).toBe('29.97');
    }
  });

  test('by a service line where there is no tax to put it on: 1.52 m at 13.40', () => {
    const part = stating(order('TWD', [group(line({ quantity: '1.52', list: '13.40' }))]), { totalAmount: '20.37' });
    expect(linesOf(part)).toEqual([
      ['Tea tour', '20.368', '0'],
      ['Rounding', '0.002', '0'],
    ]);
    expect(priceOrder(part).groups.at(-1)).toMatchObject({ name: 'Fees' });
  });

  test('and leaves a price that holds its tax as it is shown', () => {
    const part = order(
      'EUR',
      [group(line({ list: '10.01', vat: '19' }), line({ list: '10.02', vat: '19' }))],
      '0',
      '0',
      {
        pricesIncludeTax: true,
      },
    );
    const stated = stating(part, { taxAmount: '3.21', totalAmount: '20.03' });
    expect(linesOf(stated).map(([, , tax]) => tax)).toEqual(['1.6', '1.61']);
    expect(unmetTotals(stated, priceOrder(stated))).toEqual([]);
  });
});

describe('what is no rounding', () => {
  test('is named with both figures, and changes nothing', () => {
    const part = stating(order('TWD', [group(line({ list: '100', vat: '5' }))]), { totalAmount: '105.02' });
    expect(beyondRounding(part, priceOrder(part)).map(texts)).toEqual([
      { name: 'totalAmount', stated: '105.02', computed: '105' },
    ]);
    expect(linesOf(part)).toEqual([['Tea tour', '100', '5']]);
  });

  test('is any difference where the shop gives every tax in money and every price in whole coins', () => {
    const part = stating(order('TWD', [group(line({ list: '100', tax: taxed('5') }))]), { totalAmount: '105.01' });
    expect(beyondRounding(part, priceOrder(part))).toHaveLength(1);
  });
});

// A shop that rounds the tax once for each rate, or for the whole line with the amounts of the lines as they come.
const anyPrices = fc.array(
  fc.record({
    cents: fc.integer({ min: 1, max: 500_000 }),
    quantity: fc.integer({ min: 1, max: 9 }),
    rate: fc.constantFrom('5', '7.7', '19', '20'),
  }),
  { minLength: 1, maxLength: 8 },
);

test('a shop that rounds its tax once for each rate is met to the last coin', () => {
  fc.assert(
    fc.property(anyPrices, fc.boolean(), fc.constantFrom(0, 2), (prices, pricesIncludeTax, decimals) => {
      const lines = prices.map(({ cents, quantity, rate }) => ({
        rate,
        price: new Decimal(cents).div(10 ** decimals),
        quantity,
      }));
      const rates = [...new Set(lines.map(({ rate }) => rate))];
      const sold = sum(lines.map(({ price, quantity }) => price.times(quantity)));
      const taxes = rates.map((rate) => {
        const base = sum(
          lines.filter((each) => each.rate === rate).map(({ price, quantity }) => price.times(quantity)),
        );
        return pricesIncludeTax
          ? roundTo(base.times(rate).div(new Decimal(100).plus(rate)), decimals)
          : percentage(base, new Decimal(rate), decimals);
      });
      const total = pricesIncludeTax ? sold : sold.plus(sum(taxes));
      const part = order(
        'EUR',
        [
          group(
            ...lines.map(({ price, quantity, rate }) =>
              line({ quantity: `${quantity}`, list: price.toFixed(), vat: rate }),
            ),
          ),
        ],
        '0',
        '0',
        { pricesIncludeTax, decimals, totals: { taxAmount: sum(taxes), totalAmount: total } },
      );
      expect(unmetTotals(part, priceOrder(part)).map(texts)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
