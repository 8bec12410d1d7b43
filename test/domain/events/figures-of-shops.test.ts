import { expect, test } from 'vitest';
import { sampleOrder } from '../../../src/domain/events/samples.ts';
import { plainText } from '../../../src/domain/money.ts';
import { eventIn, warningsIn } from '../../support/domain/read-events.ts';

/** Quantity, price of one or of all, money off the line, tax of the line. */
type Line = readonly [quantity: string, price: string, off: string, tax: string];

interface Counted {
  readonly currency: string;
  readonly inclusive?: boolean;
  readonly lines: readonly Line[];
  /** Amount and tax. */
  readonly shipping?: readonly [string, string];
  readonly fees?: readonly string[];
  readonly total: string;
  readonly tax: string;
}

function bodyOf({ currency, inclusive = false, lines, shipping = ['0', '0'], fees = [], total, tax }: Counted) {
  return sampleOrder({
    currency,
    prices_include_tax: inclusive,
    groups: undefined,
    lines: lines.map(([quantity, list_price, off, tax_amount], index) => ({
      line_id: String(index),
      sku: `S${index}`,
      quantity,
      list_price,
      discount: { type: 'Total', value: off },
      tax_amount,
    })),
    shipping: { amount: shipping[0], tax_rate: undefined, tax_amount: shipping[1] },
    fees: fees.map((amount) => ({ name: 'Fee', amount })),
    totals: { tax_amount: tax, total_amount: total },
  });
}

// The numbers of real orders: what the shop charged for each line, what it took off, its taxes, and what it came to.
test.each<[string, Counted]>([
  [
    'an automatic discount and a percentage code',
    {
      currency: 'HKD',
      lines: [
        ['1', '99.00', '19.10', '0'],
        ['1', '100.00', '15.00', '0'],
      ],
      shipping: ['22.00', '0'],
      total: '186.90',
      tax: '0.00',
    },
  ],
  [
    'a fixed code spread over three lines',
    {
      currency: 'HKD',
      lines: [
        ['1', '99.00', '8.20', '0'],
        ['1', '100.00', '3.40', '0'],
        ['1', '100.00', '3.40', '0'],
      ],
      shipping: ['20.00', '0'],
      total: '304.00',
      tax: '0.00',
    },
  ],
  [
    'tax on top',
    {
      currency: 'PLN',
      lines: [
        ['2', '123.00', '0', '56.58'],
        ['3', '500.00', '0', '345.00'],
      ],
      total: '2147.58',
      tax: '401.58',
    },
  ],
  [
    'tax inside',
    { currency: 'EUR', inclusive: true, lines: [['2', '19.99', '0', '6.38']], total: '39.98', tax: '6.38' },
  ],
  [
    'tax inside the shipping alone',
    {
      currency: 'AUD',
      inclusive: true,
      lines: [
        ['3', '5.07', '0', '0.00'],
        ['4', '12.00', '0', '0.00'],
      ],
      shipping: ['10.00', '0.91'],
      total: '73.21',
      tax: '0.91',
    },
  ],
  [
    'tax inside, at half a cent',
    { currency: 'UAH', inclusive: true, lines: [['1', '100.95', '0', '16.83']], total: '100.95', tax: '16.83' },
  ],
  [
    'tax inside, and none for a buyer abroad',
    { currency: 'EUR', inclusive: true, lines: [['1', '162.04', '0', '0']], total: '162.04', tax: '0.00' },
  ],
  [
    'net amounts of prices with tax',
    { currency: 'CHF', lines: [['1', '5.07', '0', '0.13']], total: '5.20', tax: '0.13' },
  ],
  [
    'a free line, two fees, taxes rounded line by line',
    {
      currency: 'USD',
      lines: [
        ['1', '0.00', '0', '0.00'],
        ['33', '16.50', '0', '38.12'],
        ['61', '16.50', '0', '70.46'],
      ],
      shipping: ['58.73', '0.00'],
      fees: ['5.00', '5.00'],
      total: '1728.31',
      tax: '108.58',
    },
  ],
  [
    'a coupon that makes a line of one and a half free',
    {
      currency: 'USD',
      lines: [
        ['2', '25.00', '20.00', '1.20'],
        ['1.5', '6.666667', '10.00', '0.00'],
      ],
      total: '31.20',
      tax: '1.20',
    },
  ],
])('%s comes to what the shop charged, to the last digit', (_, counted) => {
  const event = eventIn('order.paid', bodyOf(counted));
  if (event.type !== 'order.paid') throw new Error(event.type);
  const { invoice } = event.priced;
  expect(invoice.totalAmount.toFixed(2)).toBe(counted.total);
  expect(invoice.taxAmount.toFixed(2)).toBe(Number(counted.tax).toFixed(2));
  expect(invoice.subtotalAmount.decimalPlaces()).toBeLessThanOrEqual(2);
  expect(plainText(invoice.totalAmt.plus(invoice.discountAmount))).toBe(plainText(invoice.subtotalAmount));
  expect(warningsIn('order.paid', bodyOf(counted))).toEqual([]);
});
