import fc from 'fast-check';
import { Decimal, plainText, roundTo } from '../../../src/domain/money.ts';
import type { Order, OrderGroup, OrderLine } from '../../../src/domain/order.ts';
import type { LineAmounts, PricedOrder } from '../../../src/domain/order-amounts.ts';
import type { SoldOrder } from '../../../src/domain/return-amounts.ts';

/** The part of an order that has a price. */
export type PricedPart = Pick<Order, 'currency' | 'groups' | 'shipping'>;

/** digits × 10^-scale. */
export function decimalOf(digits: bigint, scale: number): Decimal {
  return new Decimal(`${digits}e-${scale}`);
}

/** The amount × 10^scale as an integer; throws where digits would be lost. */
export function scaled(amount: Decimal, scale: number): bigint {
  const [whole = '', fraction = ''] = plainText(amount).split('.');
  if (fraction.length > scale) throw new RangeError(`${plainText(amount)} has more than ${scale} decimals`);
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

/** numerator ÷ denominator, rounded half away from zero to a multiple of 10^zeros. */
export function divideHalfUp(numerator: bigint, denominator: bigint, zeros: number): bigint {
  const unit = 10n ** BigInt(zeros);
  const divisor = denominator * unit;
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = ((2n * magnitude + divisor) / (2n * divisor)) * unit;
  return numerator < 0n ? -rounded : rounded;
}

/** A line as a shop sends it; every figure as text. */
export function line(figures: {
  readonly quantity?: string;
  readonly cost?: string;
  readonly list: string;
  readonly amountOff?: string;
  readonly percentOff?: string;
  readonly vat?: string;
}): OrderLine {
  const { amountOff, percentOff } = figures;
  const percentage =
    percentOff === undefined ? null : ({ type: 'Percentage', value: new Decimal(percentOff) } as const);
  return {
    lineId: '1',
    sku: 'MISM01040500000282',
    name: 'Tea tour',
    description: '',
    category: null,
    type: 'Service',
    quantity: new Decimal(figures.quantity ?? '1'),
    cost: figures.cost === undefined ? null : new Decimal(figures.cost),
    listPrice: new Decimal(figures.list),
    discount: amountOff === undefined ? percentage : { type: 'Amount', value: new Decimal(amountOff) },
    vatRate: new Decimal(figures.vat ?? '0'),
    url: null,
    image: null,
    marker: null,
  };
}

export function group(...lines: readonly OrderLine[]): OrderGroup {
  return { name: '', description: '', lines };
}

export function order(currency: string, groups: readonly OrderGroup[], shipping = '0', taxRate = '0'): PricedPart {
  return { currency, groups, shipping: { amount: new Decimal(shipping), taxRate: new Decimal(taxRate) } };
}

/** Figures as plain text, to be compared with what a person worked out. */
export function texts(amounts: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, value]) => [name, value instanceof Decimal ? plainText(value) : value]),
  );
}

/** A sale as a return sees it, its lines named `<group>/<line>` by position. */
export function sold(priced: PricedOrder, minorUnits: number): SoldOrder {
  return {
    minorUnits,
    groups: priced.groups.map(({ lines }, position) => ({
      key: String(position),
      lines: lines.map((amounts, index) => ({ key: `${position}/${index}`, amounts })),
    })),
    shipping: {
      amount: priced.invoice.shippingAmount,
      taxRate: priced.invoice.shippingTaxRate,
      taxAmount: priced.invoice.shippingTaxAmount,
    },
  };
}

/** Every figure of the lines, as the CRM gets them. */
export function lineFigures(amounts: LineAmounts): Decimal[] {
  const { discount, ...figures } = amounts;
  return [...Object.values(figures), discount.value].filter((amount) => amount !== null);
}

const decimalUpTo = (max: bigint, min = 0n) =>
  fc.tuple(fc.bigInt(min, max), fc.integer({ min: 0, max: 6 })).map(([digits, scale]) => decimalOf(digits, scale));

const discountOf = (listPrice: Decimal) =>
  fc.oneof(
    fc.constant(null),
    fc.record({ type: fc.constant('Percentage' as const), value: decimalUpTo(100n) }),
    fc.record({
      type: fc.constant('Amount' as const),
      value: fc.nat(100).map((part) => roundTo(listPrice.times(part).div(100), 6)),
    }),
  );

export const anyLine: fc.Arbitrary<OrderLine> = decimalUpTo(10n ** 9n).chain((listPrice) =>
  fc
    .record({
      quantity: decimalUpTo(10n ** 6n, 1n),
      cost: fc.option(decimalUpTo(10n ** 9n)),
      discount: discountOf(listPrice),
      vatRate: fc.oneof(
        fc.constantFrom('0', '5', '7.7', '19').map((rate) => new Decimal(rate)),
        decimalUpTo(100n),
      ),
    })
    .map((figures) => ({ ...line({ list: '0' }), listPrice, ...figures })),
);

/** Orders in currencies of every minor unit, up to three groups of up to four lines. */
export const anyOrder: fc.Arbitrary<PricedPart> = fc.record({
  currency: fc.constantFrom('TWD', 'EUR', 'JPY', 'KWD', 'CLF'),
  groups: fc.array(
    fc.array(anyLine, { minLength: 1, maxLength: 4 }).map((lines) => group(...lines)),
    { minLength: 1, maxLength: 3 },
  ),
  shipping: fc.record({ amount: decimalUpTo(10n ** 7n), taxRate: decimalUpTo(100n) }),
});
