import { describe, expect, test } from 'vitest';
import { type PricedReturn, priceReturn, priceWholeReturn } from '../../../src/domain/amounts/return-amounts.ts';
import type { Share, Shares } from '../../../src/domain/amounts/shares.ts';
import { priceOrder } from '../../../src/domain/amounts/shop-rounding.ts';
import { MONEY, SHIPPING, type SoldOrder } from '../../../src/domain/amounts/sold-order.ts';
import { Decimal } from '../../../src/domain/money.ts';
import { group, line, order, sold, texts } from '../../support/domain/amounts.ts';

const dayTrip = line({ quantity: '2', cost: '2000', list: '2700', amountOff: '10', vat: '5' });
const souvenir = line({ list: '571', amountOff: '10', vat: '5' });
const ticket = line({ list: '1000', percentOff: '5', vat: '5' });
const sale = sold(priceOrder(order('TWD', [group(dayTrip, souvenir), group(ticket)], '100', '5')), 2);

const share = (quantity: string, list: string, net: string, tax: string): Share => ({
  quantity: new Decimal(quantity),
  list: new Decimal(list),
  net: new Decimal(net),
  tax: new Decimal(tax),
});
const shares = (parts: Readonly<Record<string, Share>>): Shares => new Map(Object.entries(parts));
const keysOf = ({ groups }: PricedReturn) => groups.map(({ key, lines }) => [key, lines.map((part) => part.key)]);
const shownOf = ({ groups }: PricedReturn, position = 0) => texts(groups[position]?.lines[0]?.amounts.shown ?? {});

describe('a return of the whole order', () => {
  const whole = priceWholeReturn(sale);

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
    expect(keysOf(whole)).toEqual([
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
    const { quantity, costPrice, totals } = whole.groups[0]?.lines[0]?.amounts ?? {};
    expect(texts({ quantity, costPrice, ...totals })).toEqual({
      quantity: '2',
      costPrice: '-2000',
      list: '-5400',
      discount: '-20',
      net: '-5380',
      tax: '-269',
    });
    expect(shownOf(whole)).toEqual({
      listPrice: '-2700',
      discount: { type: 'Amount', value: new Decimal('-10') },
      unitPrice: '-2690',
      vatRate: '5',
    });
    expect(shownOf(whole, 1)).toMatchObject({ discount: ticket.discount, listPrice: '-1000', unitPrice: '-950' });
  });
});

describe('a return of a part', () => {
  test('has only the lines and groups of which something comes back', () => {
    const part = priceReturn(sale, shares({ '0/0': share('1', '2700', '2690', '134.5') }));
    expect(keysOf(part)).toEqual([['0', ['0/0']]]);
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

  test('may be the shipping alone, or some of it', () => {
    const { groups, invoice } = priceReturn(sale, shares({ [SHIPPING]: share('0', '40', '40', '2') }));
    expect(groups).toEqual([]);
    expect(texts(invoice)).toMatchObject({ totalAmt: '0', shippingAmount: '-40', taxAmount: '-2', totalAmount: '-42' });
  });

  test('shows per unit what came back, where that is not what was sold', () => {
    const part = priceReturn(sale, shares({ '0/0': share('2', '1003.73', '1000', '50') }));
    expect(shownOf(part)).toEqual({
      listPrice: '-501.865',
      discount: { type: 'Amount', value: new Decimal('-1.865') },
      unitPrice: '-500',
      vatRate: '5',
    });
  });

  test('of money alone is of one unit', () => {
    const part = priceReturn(sale, shares({ '1/0': share('0', '100', '95', '4.75') }));
    expect(texts(part.groups[0]?.lines[0]?.amounts ?? {})).toMatchObject({ quantity: '1' });
    expect(shownOf(part)).toMatchObject({ unitPrice: '-95' });
  });

  test('has money beside the lines as a line and a group of their own', () => {
    const part = priceReturn(sale, shares({ [MONEY]: share('0', '15', '15', '0.75') }));
    expect(keysOf(part)).toEqual([[MONEY, [MONEY]]]);
    expect(shownOf(part)).toMatchObject({ listPrice: '-15', unitPrice: '-15', vatRate: '5' });
    expect(texts(part.invoice)).toMatchObject({ subtotalAmount: '-15', taxAmount: '-0.75', totalAmount: '-15.75' });
  });
});

test('a line whose figures in the CRM do not follow from each other comes back with the total and the tax that it states', () => {
  const { groups } = priceOrder(order('TWD', [group(line({ quantity: '3', list: '60', vat: '5' }))]));
  const lines = groups.flatMap((priced) =>
    priced.lines.map(({ amounts }) => ({
      key: 'l',
      name: '1',
      amounts: {
        ...amounts,
        totals: { list: new Decimal(100), discount: new Decimal(0), net: new Decimal(100), tax: new Decimal('0.2') },
      },
    })),
  );
  const held: SoldOrder = { ...sale, groups: [{ key: 'g', lines }] };
  const { net, tax } = priceWholeReturn(held).groups[0]?.lines[0]?.amounts.totals ?? {};
  expect([net, tax].map(String)).toEqual(['-100', '-0.2']);
});
