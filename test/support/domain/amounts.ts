import fc from 'fast-check';
import { type LineAmounts, worthOf } from '../../../src/domain/amounts/line-amounts.ts';
import { type PricedOrder, type PricedPart, usualCounting } from '../../../src/domain/amounts/order-amounts.ts';
import type { SoldOrder } from '../../../src/domain/amounts/sold-order.ts';
import { minorUnits } from '../../../src/domain/currency.ts';
import { Decimal, plainText, roundTo, sum, ZERO } from '../../../src/domain/money.ts';
import type { OrderGroup, OrderLine, StatedTax } from '../../../src/domain/order.ts';

export type { PricedPart };

/** The tax of a rate in percent. */
export function rated(rate: string): StatedTax {
  return { by: 'rate', rate: new Decimal(rate) };
}

/** A tax stated in money, beside a rate or alone. */
export function taxed(amount: string, rate: string | null = null): StatedTax {
  return { by: 'amount', amount: new Decimal(amount), rate: rate === null ? null : new Decimal(rate) };
}

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
  readonly totalOff?: string;
  readonly vat?: string;
  readonly tax?: StatedTax;
  readonly id?: string;
  readonly sku?: string | null;
}): OrderLine {
  return {
    lineId: figures.id ?? '1',
    sku: figures.sku === undefined ? 'MISM01040500000282' : figures.sku,
    name: 'Tea tour',
    description: '',
    category: null,
    type: 'Service',
    quantity: new Decimal(figures.quantity ?? '1'),
    cost: figures.cost === undefined ? null : new Decimal(figures.cost),
    listPrice: new Decimal(figures.list),
    discount: discountIn(figures),
    tax: figures.tax ?? rated(figures.vat ?? '0'),
    url: null,
    image: null,
    marker: null,
  };
}

function discountIn(figures: {
  readonly amountOff?: string;
  readonly percentOff?: string;
  readonly totalOff?: string;
}): OrderLine['discount'] {
  const { amountOff, percentOff, totalOff } = figures;
  if (amountOff !== undefined) return { type: 'Amount', value: new Decimal(amountOff) };
  if (percentOff !== undefined) return { type: 'Percentage', value: new Decimal(percentOff) };
  return totalOff === undefined ? null : { type: 'Total', value: new Decimal(totalOff) };
}

export function group(...lines: readonly OrderLine[]): OrderGroup {
  return { name: '', description: '', lines };
}

/** An order of a shop that rounds to the currency's coins; its lines are told apart by their places. */
export function order(
  currency: string,
  groups: readonly OrderGroup[],
  shipping = '0',
  taxRate = '0',
  more: Partial<PricedPart> = {},
): PricedPart {
  return {
    decimals: minorUnits(currency),
    pricesIncludeTax: false,
    groups: numbered(groups),
    discounts: [],
    fees: [],
    shipping: { amount: new Decimal(shipping), tax: rated(taxRate) },
    totals: {},
    ...more,
  };
}

/** Lines get ids of their own: `<group>/<line>` by place. */
function numbered(groups: readonly OrderGroup[]): OrderGroup[] {
  return groups.map((each, place) => ({
    ...each,
    lines: each.lines.map((one, index) => ({ ...one, lineId: `${place}/${index}` })),
  }));
}

/** Figures as plain text, to be compared with what a person worked out. */
export function texts(amounts: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, value]) => [name, value instanceof Decimal ? plainText(value) : value]),
  );
}

/** A sale as a return sees it, its lines named as in the order. */
export function sold(priced: PricedOrder, decimals: number): SoldOrder {
  return {
    decimals,
    groups: priced.groups.map(({ lines }, position) => ({
      key: String(position),
      lines: lines.map(({ line: { lineId }, amounts }) => ({ key: lineId, name: lineId, amounts })),
    })),
    shipping: {
      amount: priced.invoice.shippingAmount,
      taxRate: priced.invoice.shippingTaxRate,
      taxAmount: priced.invoice.shippingTaxAmount,
    },
  };
}

/** Every figure of the lines, as the CRM gets them. */
export function lineFigures({ quantity, costPrice, totals, shown }: LineAmounts): Decimal[] {
  const { listPrice, discount, unitPrice, vatRate } = shown;
  const figures = [quantity, costPrice, ...Object.values(totals), listPrice, discount.value, unitPrice, vatRate];
  return figures.filter((amount) => amount !== null);
}

const decimalUpTo = (max: bigint, min = 0n) =>
  fc.tuple(fc.bigInt(min, max), fc.integer({ min: 0, max: 6 })).map(([digits, scale]) => decimalOf(digits, scale));

const discountOf = (listPrice: Decimal, quantity: Decimal) =>
  fc.oneof(
    fc.constant(null),
    fc.record({ type: fc.constant('Percentage' as const), value: decimalUpTo(100n) }),
    fc.record({
      type: fc.constant('Amount' as const),
      value: fc.nat(100).map((part) => roundTo(listPrice.times(part).div(100), 6)),
    }),
    fc.record({
      type: fc.constant('Total' as const),
      value: fc.nat(100).map((part) => roundTo(listPrice.times(quantity).times(part).div(100), 2)),
    }),
  );

const anyRate = fc.oneof(
  fc.constantFrom('0', '5', '7.7', '19', '20').map((rate) => new Decimal(rate)),
  decimalUpTo(100n),
);
const anyTax: fc.Arbitrary<StatedTax> = anyRate.map((rate) => ({ by: 'rate', rate }));

/** A line whose tax a shop gives by its rate. */
export const anyLine: fc.Arbitrary<OrderLine> = fc
  .tuple(decimalUpTo(10n ** 9n), decimalUpTo(10n ** 6n, 1n))
  .chain(([listPrice, quantity]) =>
    fc
      .record({ cost: fc.option(decimalUpTo(10n ** 9n)), discount: discountOf(listPrice, quantity), tax: anyTax })
      .map((figures) => ({ ...line({ list: '0' }), listPrice, quantity, ...figures })),
  );

/** Orders in currencies of every minor unit, up to three groups of up to four lines; prices without tax, nothing beside the lines. */
export const anyOrder: fc.Arbitrary<PricedPart> = fc
  .record({
    currency: fc.constantFrom('TWD', 'EUR', 'JPY', 'KWD', 'CLF'),
    groups: fc.array(
      fc.array(anyLine, { minLength: 1, maxLength: 4 }).map((lines) => group(...lines)),
      { minLength: 1, maxLength: 3 },
    ),
    shipping: fc.record({ amount: decimalUpTo(10n ** 7n), tax: anyTax }),
  })
  .map(({ currency, groups, shipping }) => order(currency, groups, '0', '0', { shipping }));

/** The same with all that a shop may state: prices that hold their tax, discounts of the order, fees that go up and down. */
export const anyShopOrder: fc.Arbitrary<PricedPart> = fc
  .tuple(
    anyOrder,
    fc.boolean(),
    fc.array(fc.nat(60), { maxLength: 2 }),
    fc.array(fc.record({ amount: fc.integer({ min: -500, max: 5000 }), tax: anyTax }), { maxLength: 3 }),
  )
  .map(([ordered, pricesIncludeTax, parts, fees]) => {
    const plain = { ...ordered, pricesIncludeTax };
    const counting = usualCounting(plain);
    const lines = plain.groups.flatMap((each) => each.lines);
    const worth = sum(lines.map((one) => worthOf(one, ZERO, counting).left));
    const discounts = parts.map((part) => ({
      name: '',
      code: '',
      amount: roundTo(worth.times(part).div(200), plain.decimals),
    }));
    const within = sum(discounts.map(({ amount }) => amount)).lte(worth) ? discounts : [];
    return {
      ...plain,
      discounts: within,
      fees: fees.map(({ amount, tax }, index) => ({
        lineId: `fee:${index + 1}`,
        name: 'Fee',
        amount: new Decimal(amount).div(100),
        tax,
      })),
    };
  });
