import { describe, expect, test } from 'vitest';
import { firstOverlongFigure } from '../../../src/domain/amounts/order-amounts.ts';
import { priceOrder } from '../../../src/domain/amounts/shop-rounding.ts';
import { Decimal, plainText } from '../../../src/domain/money.ts';
import { group, line, order, taxed, texts } from '../../support/domain/amounts.ts';

const dayTrip = line({ quantity: '2', cost: '2000', list: '2700', amountOff: '10', vat: '5' });
const souvenir = line({ list: '571', amountOff: '10', vat: '5' });
const ticket = line({ list: '1000', percentOff: '5', vat: '5' });
const zero = { type: 'Percentage', value: new Decimal(0) };

describe("the figures of SuiteCRM's API reference come out to the digit", () => {
  const priced = priceOrder(order('TWD', [group(dayTrip, souvenir), group(ticket)], '100', '5'));

  test('the line: 2700 − 10, twice', () => {
    const amounts = priced.groups[0]?.lines[0]?.amounts;
    expect(texts({ ...amounts?.totals, quantity: amounts?.quantity, costPrice: amounts?.costPrice })).toEqual({
      quantity: '2',
      costPrice: '2000',
      list: '5400',
      discount: '20',
      net: '5380',
      tax: '269',
    });
    expect(texts(amounts?.shown ?? {})).toEqual({
      listPrice: '2700',
      discount: dayTrip.discount,
      unitPrice: '2690',
      vatRate: '5',
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
  const only = (currency: string, figures: Parameters<typeof line>[0]) => {
    const amounts = priceOrder(order(currency, [group(line(figures))])).groups[0]?.lines[0]?.amounts;
    const { discount, ...shown } = amounts?.shown ?? {};
    return { ...texts({ ...amounts?.totals, ...shown, costPrice: amounts?.costPrice }), shownDiscount: discount };
  };

  test('without a discount has one of 0 percent', () => {
    expect(only('TWD', { list: '180' })).toMatchObject({ shownDiscount: zero, discount: '0', unitPrice: '180' });
  });

  test('without a cost has none, and one of 0 costs nothing', () => {
    expect(only('TWD', { list: '180' })).toMatchObject({ costPrice: null });
    expect(only('TWD', { list: '180', cost: '0' })).toMatchObject({ costPrice: '0' });
  });

  test.each([
    ['EUR', { discount: '10.5', unitPrice: '6.49', net: '19.47', tax: '1.36' }],
    ['JPY', { discount: '9', unitPrice: '6.99', net: '20.97', tax: '1' }],
    ['KWD', { discount: '10.491', unitPrice: '6.493', net: '19.479', tax: '1.364' }],
    ['CLF', { discount: '10.4895', unitPrice: '6.4935', net: '19.4805', tax: '1.3636' }],
  ])('in %s rounds a percentage off and the tax to the minor unit', (currency, figures) => {
    expect(only(currency, { quantity: '3', list: '9.99', percentOff: '35', vat: '7' })).toMatchObject(figures);
  });

  test('in yen has whole taxes, half a yen rounding up', () => {
    expect(only('JPY', { list: '105', vat: '10' })).toMatchObject({ net: '105', tax: '11' });
    expect(only('JPY', { list: '104', vat: '10' })).toMatchObject({ tax: '10' });
  });

  test('in dinars has taxes of three decimals', () => {
    expect(only('KWD', { list: '1.25', vat: '5' })).toMatchObject({ tax: '0.063' });
  });

  test('is rounded to what the CRM keeps where nothing is a tax or a percentage', () => {
    expect(only('JPY', { quantity: '0.333333', list: '0.123456', amountOff: '0.000001' })).toMatchObject({
      list: '0.041152',
      net: '0.041152',
    });
  });

  test('that is free of charge has zeros everywhere', () => {
    const free = only('TWD', { list: '180', percentOff: '100', vat: '5' });
    expect(free).toMatchObject({ discount: '180', unitPrice: '0', net: '0', tax: '0' });
  });

  test('takes money off as a whole, which is shown per unit to six decimals', () => {
    const third = { type: 'Amount', value: new Decimal('3.333333') };
    expect(only('TWD', { quantity: '3', list: '19.99', totalOff: '10', vat: '5' })).toMatchObject({
      list: '59.97',
      discount: '10',
      net: '49.97',
      tax: '2.5',
      listPrice: '19.99',
      shownDiscount: third,
      unitPrice: '16.656667',
    });
  });

  test('has the tax that the shop states, with the rate beside it, else with what the amount makes of the price', () => {
    const both = only('TWD', { list: '200', tax: taxed('16.2', '8') });
    expect(both).toMatchObject({ net: '200', tax: '16.2', vatRate: '8' });
    expect(only('TWD', { list: '200', tax: taxed('17.25') })).toMatchObject({ tax: '17.25', vatRate: '8.625' });
    expect(only('TWD', { list: '0', tax: taxed('0.4') })).toMatchObject({ net: '0', tax: '0.4', vatRate: '0' });
  });

  test('whose prices per unit would pass what the CRM keeps shows fewer decimals of them', () => {
    expect(only('TWD', { quantity: '0.5', list: '12345678901.123456' })).toMatchObject({
      net: '6172839450.561728',
      listPrice: '12345678901.123',
      unitPrice: '12345678901.123',
    });
  });
});

test('an order without lines is its shipping', () => {
  const { invoice } = priceOrder(order('TWD', [], '99.9', '5'));
  expect(texts(invoice)).toMatchObject({ totalAmt: '0', discountAmount: '0', taxAmount: '5', totalAmount: '104.9' });
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
