import fc from 'fast-check';

// A shop that counts as WooCommerce does, in whole millionths, so that nothing of ours is judged by itself.

const MICRO = 1_000_000n;

/** How a shop is set up. */
export interface ShopKind {
  readonly inclusive: boolean;
  /** Where taxes are rounded: in each line, or once they are summed up by rate. */
  readonly roundsAt: 'line' | 'subtotal';
}

const anyRate = fc.constantFrom(0n, 2_600n, 5_000n, 7_000n, 7_700n, 19_000n, 20_000n, 25_500n);
const anyItem = fc.record({
  price: fc.bigInt({ min: 0n, max: 300_000n }),
  quantity: fc.bigInt({ min: 1n, max: 4n }),
  /** Off by a coupon, in millionths of the price. */
  coupon: fc.oneof(fc.constant(0n), fc.constant(MICRO), fc.bigInt({ min: 0n, max: MICRO })),
  rates: fc.array(anyRate, { minLength: 0, maxLength: 2 }),
});
const anyFee = fc.record({
  amount: fc.bigInt({ min: -20_000n, max: 20_000n }),
  rates: fc.array(anyRate, { maxLength: 1 }),
});

/** What somebody put into the basket of a shop; prices in its smallest coins. */
export const anyBasket = fc.record({
  decimals: fc.constantFrom(0, 2, 3),
  items: fc.array(anyItem, { minLength: 1, maxLength: 6 }),
  fees: fc.array(anyFee, { maxLength: 2 }),
  shipping: fc.option(
    fc.record({ price: fc.bigInt({ min: 0n, max: 9_000n }), rates: fc.array(anyRate, { maxLength: 2 }) }),
  ),
});
type Basket = typeof anyBasket extends fc.Arbitrary<infer Value> ? Value : never;

/** A part of an order, held in millionths. */
interface Held {
  readonly subtotal: bigint;
  readonly total: bigint;
  /** By the index of the rate. */
  readonly taxes: readonly bigint[];
}

/** The order of a basket as the shop's webhook shows it, and the refund of all of it as its API lists it. */
export function countedOrder(basket: Basket, kind: ShopKind) {
  const { decimals } = basket;
  const coin = 10n ** BigInt(6 - decimals);
  const text = (micro: bigint) => decimalText(divide(micro, coin, false), decimals);
  const taxOf = (net: readonly bigint[]) =>
    kind.roundsAt === 'line' ? net.map((tax) => divide(tax, coin, kind.inclusive) * coin) : net;
  const held = (gross: bigint, off: bigint, rates: readonly bigint[]): Held => {
    const [before, after] = [taken(gross, rates, kind.inclusive), taken(gross - off, rates, kind.inclusive)];
    return { subtotal: before.net, total: after.net, taxes: taxOf(after.taxes) };
  };
  const items = basket.items.map(({ price, quantity, coupon, rates }) => {
    const gross = price * coin * quantity;
    return { quantity, ...held(gross, (gross * coupon) / MICRO, rates) };
  });
  const shipping = basket.shipping === null ? [] : [held(basket.shipping.price * coin, 0n, basket.shipping.rates)];
  let left = [...items, ...shipping].reduce((sum, { total }) => sum + total, 0n);
  const fees = basket.fees.map(({ amount, rates }) => {
    // A fee that lowers the order is cut where it would come to less than nothing. Its tax is counted on what it is.
    const net = amount * coin < -left ? -left : amount * coin;
    left += net;
    return { subtotal: net, total: net, taxes: taxOf(taken(net, rates, false).taxes) };
  });
  const taxSum = (parts: readonly Held[]) => {
    const byRate = [0, 1].map((index) => parts.reduce((sum, { taxes }) => sum + (taxes[index] ?? 0n), 0n));
    return byRate.reduce((sum, tax) => sum + divide(tax, coin, kind.inclusive) * coin, 0n);
  };
  const totalTax = taxSum([...items, ...fees]) + taxSum(shipping);
  const total =
    divide(
      [...items, ...fees, ...shipping].reduce((sum, part) => sum + part.total, totalTax),
      coin,
      false,
    ) * coin;
  const shown = (part: Held, id: number) => ({
    id,
    total: text(part.total),
    total_tax: text(part.taxes.reduce((sum, tax) => sum + tax, 0n)),
  });
  const shippingTotal = shipping.reduce((sum, part) => sum + part.total, 0n);
  const order = {
    id: 4711,
    number: '4711',
    status: 'processing',
    currency: 'EUR',
    prices_include_tax: kind.inclusive,
    date_created_gmt: '2026-01-05T01:00:00',
    date_modified_gmt: '2026-01-05T02:00:00',
    date_paid_gmt: '2026-01-05T01:30:00',
    customer_id: 7,
    total: text(total),
    total_tax: text(totalTax),
    shipping_total: text(shippingTotal),
    billing: { email: 'ada@example.com', last_name: 'Example' },
    line_items: items.map((item, index) => ({
      ...shown(item, index + 1),
      name: 'Thing',
      sku: `S${index}`,
      quantity: Number(item.quantity),
      subtotal: text(item.subtotal),
    })),
    fee_lines: fees.map((fee, index) => ({ ...shown(fee, 100 + index), name: 'Fee' })),
    shipping_lines: shipping.map((part) => ({ ...shown(part, 200), method_title: 'Post' })),
    refunds: [{ id: 5000, reason: '', total: `-${text(total)}` }],
  };
  return { order, total, totalTax, isSound: total >= 0n && fees.every(sameSign), refund: refundOf(order) };
}

/** A part of an order as the shop shows it. */
interface Shown {
  readonly id: number;
  readonly total: string;
  readonly total_tax: string;
}

interface Counted {
  readonly total: string;
  readonly line_items: readonly (Shown & { readonly quantity: number })[];
  readonly fee_lines: readonly Shown[];
  readonly shipping_lines: readonly Shown[];
}

type Back = Shown & { readonly quantity: number };

/** Everything given back as the shop shows it. */
function refundOf({ total, line_items, fee_lines, shipping_lines }: Counted) {
  const whole = (part: Shown) => backOf({ ...part, quantity: 1 });
  return {
    id: 5000,
    date_created_gmt: '2026-01-06T02:00:00',
    amount: total,
    reason: 'all of it',
    line_items: line_items.map(backOf),
    fee_lines: fee_lines.map(whole),
    shipping_lines: shipping_lines.map(whole),
  };
}

function backOf({ id, quantity, total, total_tax }: Back) {
  const minus = (text: string) => (text.startsWith('-') ? text.slice(1) : `-${text}`);
  return {
    id: id + 1000,
    quantity: -quantity,
    total: minus(total),
    total_tax: minus(total_tax),
    meta_data: [{ id: 1, key: '_refunded_item_id', value: String(id) }],
  };
}

/** The same in two refunds: first one piece of each line of which there are several, then what is left of the order's total. */
export function inTwoRefunds(
  { order, refund }: Pick<ReturnType<typeof countedOrder>, 'order' | 'refund'>,
  decimals: number,
) {
  const coins = (text: string) => BigInt(text.replace('.', ''));
  const shown = (amount: bigint) => decimalText(amount, decimals);
  const piece = (text: string, quantity: number) => divide(coins(text), BigInt(quantity), false);
  const several = order.line_items.filter(({ quantity }) => quantity > 1);
  const firsts = several.map((line) => {
    const [total, total_tax] = [piece(line.total, line.quantity), piece(line.total_tax, line.quantity)];
    return { id: line.id, quantity: 1, total, total_tax };
  });
  const gone = firsts.reduce((sum, { total, total_tax }) => sum + total + total_tax, 0n);
  const seconds = order.line_items.map(({ id, quantity, total, total_tax }) => {
    const first = firsts.find((line) => line.id === id);
    return {
      id,
      quantity: quantity - (first?.quantity ?? 0),
      total: coins(total) - (first?.total ?? 0n),
      total_tax: coins(total_tax) - (first?.total_tax ?? 0n),
    };
  });
  const back = (lines: typeof firsts) =>
    lines.map((line) => backOf({ ...line, total: shown(line.total), total_tax: shown(line.total_tax) }));
  const first = {
    ...refund,
    id: 5000,
    amount: shown(gone),
    line_items: back(firsts),
    fee_lines: [],
    shipping_lines: [],
  };
  const second = { ...refund, id: 5001, amount: shown(coins(order.total) - gone), line_items: back(seconds) };
  return { refunds: [second, first], canBe: gone <= coins(order.total) };
}

function sameSign({ total, taxes }: Held): boolean {
  return taxes.every((tax) => tax === 0n || tax < 0n === total < 0n);
}

/** What is left of a price without its taxes, rates in thousandths of a percent. */
function taken(price: bigint, rates: readonly bigint[], inclusive: boolean) {
  const all = rates.reduce((sum, rate) => sum + rate, 0n);
  const base = inclusive ? 100_000n + all : 100_000n;
  const taxes = rates.map((rate) => divide(price * rate, base, false));
  return { net: inclusive ? price - taxes.reduce((sum, tax) => sum + tax, 0n) : price, taxes };
}

/** Rounded to a whole, a half away from zero, or towards it. */
function divide(value: bigint, by: bigint, halfDown: boolean): bigint {
  const [size, sign] = value < 0n ? [-value, -1n] : [value, 1n];
  const [whole, rest] = [size / by, size % by];
  const up = halfDown ? rest * 2n > by : rest * 2n >= by;
  return sign * (up ? whole + 1n : whole);
}

/** So many smallest coins as a text with decimals, as PHP prints it. */
function decimalText(coins: bigint, decimals: number): string {
  const digits = String(coins < 0n ? -coins : coins).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const sign = coins < 0n ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
