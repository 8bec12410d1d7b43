import { describe, expect, test } from 'vitest';
import { Decimal, plainText } from '../../src/domain/money.ts';
import {
  firstOverlongFigure,
  type InvoiceAmounts,
  priceOrder,
  statedTotalFaults,
} from '../../src/domain/order-amounts.ts';
import { group, line, order, texts } from '../support/domain/amounts.ts';

const dayTrip = line({ quantity: '2', cost: '2000', list: '2700', amountOff: '10', vat: '5' });
const souvenir = line({ list: '571', amountOff: '10', vat: '5' });
const ticket = line({ list: '1000', percentOff: '5', vat: '5' });
const zero = { type: 'Percentage', value: new Decimal(0) };

describe("the figures of SuiteCRM's API reference come out to the digit", () => {
  const priced = priceOrder(order('TWD', [group(dayTrip, souvenir), group(ticket)], '100', '5'));

  test('the line: 2700 − 10, twice', () => {
    expect(texts(priced.groups[0]?.lines[0] ?? {})).toEqual({
      quantity: '2',
      costPrice: '2000',
      listPrice: '2700',
      discount: dayTrip.discount,
      discountPerUnit: '10',
      unitPrice: '2690',
      totalPrice: '5380',
      vatRate: '5',
      vatAmount: '269',
    });
  });

  test('the group', () => {
    expect(texts(priced.groups[0]?.amounts ?? {})).toEqual({
      totalAmt: '5971',
      discountAmount: '-30',
      subtotalAmount: '5941',
      taxAmount: '297.05',
      totalAmount: '6238.05',
    });
  });

  test('the invoice', () => {
    expect(texts(priced.invoice)).toEqual({
      totalAmt: '6971',
      discountAmount: '-80',
      subtotalAmount: '6891',
      taxAmount: '349.55',
      shippingAmount: '100',
      shippingTaxRate: '5',
      shippingTaxAmount: '5',
      totalAmount: '7340.55',
    });
  });
});

test('one line of 2690 twice at 5 % and shipping of 100 at 5 % total 5754', () => {
  const { invoice } = priceOrder(order('TWD', [group(dayTrip)], '100', '5'));
  expect(plainText(invoice.totalAmount)).toBe('5754');
});

describe('a line', () => {
  const only = (currency: string, figures: Parameters<typeof line>[0]) =>
    texts(priceOrder(order(currency, [group(line(figures))])).groups[0]?.lines[0] ?? {});

  test('without a discount has one of 0 percent', () => {
    expect(only('TWD', { list: '180' })).toMatchObject({ discount: zero, discountPerUnit: '0', unitPrice: '180' });
  });

  test('without a cost has none, and one of 0 costs nothing', () => {
    expect(only('TWD', { list: '180' })).toMatchObject({ costPrice: null });
    expect(only('TWD', { list: '180', cost: '0' })).toMatchObject({ costPrice: '0' });
  });

  test.each([
    ['EUR', { discountPerUnit: '3.5', unitPrice: '6.49', totalPrice: '19.47', vatAmount: '1.36' }],
    ['JPY', { discountPerUnit: '3', unitPrice: '6.99', totalPrice: '20.97', vatAmount: '1' }],
    ['KWD', { discountPerUnit: '3.497', unitPrice: '6.493', totalPrice: '19.479', vatAmount: '1.364' }],
    ['CLF', { discountPerUnit: '3.4965', unitPrice: '6.4935', totalPrice: '19.4805', vatAmount: '1.3636' }],
  ])('in %s rounds a percentage off and the tax to the minor unit', (currency, figures) => {
    expect(only(currency, { quantity: '3', list: '9.99', percentOff: '35', vat: '7' })).toMatchObject(figures);
  });

  test('in yen has whole taxes, half a yen rounding up', () => {
    expect(only('JPY', { list: '105', vat: '10' })).toMatchObject({ totalPrice: '105', vatAmount: '11' });
    expect(only('JPY', { list: '104', vat: '10' })).toMatchObject({ vatAmount: '10' });
  });

  test('in dinars has taxes of three decimals', () => {
    expect(only('KWD', { list: '1.25', vat: '5' })).toMatchObject({ vatAmount: '0.063' });
  });

  test('is not rounded where nothing is a tax or a percentage', () => {
    expect(only('JPY', { quantity: '0.333333', list: '0.123456', amountOff: '0.000001' })).toMatchObject({
      unitPrice: '0.123455',
      totalPrice: '0.041151625515',
    });
  });

  test('that is free of charge has zeros everywhere', () => {
    const free = only('TWD', { list: '180', percentOff: '100', vat: '5' });
    expect(free).toMatchObject({ discountPerUnit: '180', unitPrice: '0', totalPrice: '0', vatAmount: '0' });
  });
});

test('an order without lines is its shipping', () => {
  const { invoice } = priceOrder(order('TWD', [], '99.9', '5'));
  expect(texts(invoice)).toMatchObject({ totalAmt: '0', discountAmount: '0', taxAmount: '5', totalAmount: '104.9' });
});

describe('stated totals', () => {
  const { invoice } = priceOrder(order('TWD', [group(dayTrip)], '100', '5'));
  const faults = (...stated: readonly [keyof InvoiceAmounts, string][]) =>
    statedTotalFaults(new Map(stated.map(([field, amount]) => [field, new Decimal(amount)])), invoice);

  test('may be off by one hundredth', () => {
    expect(faults(['totalAmount', '5754'], ['taxAmount', '274.01'], ['discountAmount', '-20.01'])).toEqual([]);
    expect(faults()).toEqual([]);
  });

  test('that are further off are named with both figures', () => {
    const found = faults(['totalAmount', '5754.010001'], ['subtotalAmount', '5380'], ['discountAmount', '20']);
    expect(found.map(texts)).toEqual([
      { field: 'totalAmount', stated: '5754.010001', computed: '5754' },
      { field: 'discountAmount', stated: '20', computed: '-20' },
    ]);
  });
});

describe('figures longer than the CRM keeps', () => {
  const overlong = (figures: Parameters<typeof line>[0], shipping?: string) =>
    firstOverlongFigure(priceOrder(order('TWD', [group(dayTrip), group(dayTrip, line(figures))], shipping)));

  test('do not stand in an ordinary order', () => {
    expect(overlong({ list: '99999999.99', quantity: '9' })).toBeNull();
  });

  test('are named by where they stand', () => {
    expect(overlong({ list: '1', cost: '1234567890.123456' })).toBe('groups[1].lines[1].costPrice');
    expect(overlong({ list: '1' }, '12345678901234.56')).toBe('invoice.totalAmount');
  });

  test('begin at the fifteenth digit', () => {
    expect(overlong({ list: '1', cost: '12345678.123456' })).toBeNull();
    expect(overlong({ list: '1', cost: '10000000000000000' })).toBeNull();
    expect(overlong({ list: '1', cost: '100000000000001' })).toBe('groups[1].lines[1].costPrice');
  });

  test('are not those whose decimals the CRM rounds off anyway', () => {
    expect(overlong({ list: '123.456789', quantity: '0.123457' })).toBeNull();
  });
});
