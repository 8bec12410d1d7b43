import fc from 'fast-check';
import { type Sample, shopifyOrder, shopifyRefund } from './shopify.ts';

// A shop that counts as Shopify does, in whole coins and without any code of ours.

/** How a shop counts. */
export interface CountingShop {
  readonly inclusive: boolean;
  /** Of each line that is taxed, in parts of 10,000. */
  readonly rates: readonly number[];
  readonly decimals: number;
}

/** What somebody buys, in coins. */
export interface Basket {
  readonly lines: readonly { readonly price: number; readonly quantity: number; readonly taxable: boolean }[];
  /** Off all lines, one after another. */
  readonly discounts: readonly { readonly kind: 'percent' | 'fixed'; readonly value: number }[];
  readonly freight: { readonly price: number; readonly off: number; readonly taxable: boolean };
  readonly tip: number;
  readonly tipIsLine: boolean;
}

const RATES = [500, 650, 700, 975, 1000, 1900, 2000, 2300];
const SECOND_RATES = [100, 360, 500, 725];

export function countingShops(inclusive: boolean, taxes: 1 | 2): fc.Arbitrary<CountingShop> {
  const rates = fc
    .tuple(fc.constantFrom(...RATES), fc.constantFrom(...SECOND_RATES))
    .map(([first, second]) => (taxes === 1 ? [first] : [first, second]));
  return fc.record({ inclusive: fc.constant(inclusive), rates, decimals: fc.constantFrom(0, 2, 3) });
}

export const baskets: fc.Arbitrary<Basket> = fc.record({
  lines: fc.array(
    fc.record({ price: fc.nat(99_999), quantity: fc.integer({ min: 1, max: 4 }), taxable: fc.boolean() }),
    { minLength: 1, maxLength: 4 },
  ),
  discounts: fc.array(fc.record({ kind: fc.constantFrom('percent', 'fixed'), value: fc.nat(100) }), { maxLength: 2 }),
  freight: fc
    .record({ price: fc.nat(2_000), share: fc.nat(100), taxable: fc.boolean() })
    .map(({ price, share, taxable }) => ({ price, off: Math.floor((price * share) / 100), taxable })),
  tip: fc.oneof(fc.constant(0), fc.nat(500)),
  tipIsLine: fc.boolean(),
});

/** An order as the shop sends it, and the shop's figures as text. */
export interface CountedOrder {
  readonly order: Sample;
  readonly total: string;
  readonly tax: string;
  /** Off the lines. */
  readonly discount: string;
  /** After its discount, as the shop's prices are. */
  readonly freight: string;
  /** Of each line: what is left of it, and its tax, in coins. */
  readonly lines: readonly { readonly left: number; readonly tax: number; readonly quantity: number }[];
}

export function countOrder(basket: Basket, shop: CountingShop): CountedOrder {
  const text = (coins: number) => coinText(coins, shop.decimals);
  const offs = spreadDiscounts(basket);
  const lines = basket.lines.map(({ price, quantity, taxable }, index) => {
    const off = offs.map((shares) => shares[index] ?? 0);
    const left = price * quantity - sum(off);
    return { price, quantity, off, left, taxes: taxable ? taxesOn(left, shop) : [] };
  });
  const { freight, tip } = basket;
  const freightLeft = freight.price - freight.off;
  const freightTaxes = freight.taxable ? taxesOn(freightLeft, shop) : [];
  const tax = sum([...lines.flatMap(({ taxes }) => taxes), ...freightTaxes]);
  const net = sum([...lines.map(({ left }) => left), freightLeft, tip]);
  const total = shop.inclusive ? net : net + tax;
  const taxLines = (taxes: readonly number[]) =>
    taxes.map((amount, index) => ({
      title: `Tax ${index}`,
      price: text(amount),
      rate: (shop.rates[index] ?? 0) / 10_000,
    }));
  const line_items = lines.map(({ price, quantity, off, taxes }, index) => ({
    id: 100 + index,
    variant_id: 200 + index,
    sku: `SKU-${index}`,
    name: `Thing ${index}`,
    quantity,
    price: text(price),
    total_discount: text(0),
    discount_allocations: off.filter((amount) => amount > 0).map((amount) => ({ amount: text(amount) })),
    tax_lines: taxLines(taxes),
  }));
  const tipLine = { id: 99, name: 'Tip', quantity: 1, price: text(tip), tax_lines: [], tip_payment_gateway: 'cash' };
  const order = shopifyOrder({
    taxes_included: shop.inclusive,
    line_items: basket.tipIsLine && tip > 0 ? [...line_items, tipLine] : line_items,
    shipping_lines: [
      {
        price: text(freight.price),
        discount_allocations: freight.off > 0 ? [{ amount: text(freight.off) }] : [],
        tax_lines: taxLines(freightTaxes),
      },
    ],
    total_tip_received: text(tip),
    total_tax: text(tax),
    total_price: text(total),
  });
  return {
    order,
    total: plain(text(total)),
    tax: plain(text(tax)),
    discount: plain(text(sum(offs.flat()))),
    freight: plain(text(freightLeft)),
    lines: lines.map(({ left, taxes, quantity }) => ({ left, tax: sum(taxes), quantity })),
  };
}

/** A refund of so many of each line, as the shop sends it, and what was paid back. */
export function countRefund(
  { lines }: CountedOrder,
  wanted: readonly number[],
  shop: CountingShop,
): { readonly refund: Sample; readonly paid: string } {
  const text = (coins: number) => coinText(coins, shop.decimals);
  const back = lines.map(({ left, tax, quantity }, index) => {
    const part = Math.min(wanted[index] ?? 0, quantity);
    return { index, part, subtotal: halfUp(left * part, quantity), tax: halfUp(tax * part, quantity) };
  });
  const paid = sum(back.map(({ subtotal, tax }) => (shop.inclusive ? subtotal : subtotal + tax)));
  const refund_line_items = back
    .filter(({ part }) => part > 0)
    .map(({ index, part, subtotal, tax }) => ({
      line_item_id: 100 + index,
      quantity: part,
      subtotal: text(subtotal),
      total_tax: text(tax),
    }));
  const transactions = [{ kind: 'refund', status: 'success', amount: text(paid), currency: 'USD' }];
  return { refund: shopifyRefund({ refund_line_items, transactions }), paid: plain(text(paid)) };
}

/** Each discount over the lines, in proportion to what the ones before have left, by largest remainder. */
function spreadDiscounts({ lines, discounts }: Basket): number[][] {
  const left = lines.map(({ price, quantity }) => price * quantity);
  return discounts.map(({ kind, value }) => {
    const all = sum(left);
    const amount = kind === 'percent' ? halfUp(all * value, 100) : Math.min(value * 10, all);
    const shares = left.map((part) => (all === 0 ? 0 : Math.floor((amount * part) / all)));
    const byRemainder = left
      .map((part, index) => ({ index, remainder: all === 0 ? 0 : (amount * part) % all }))
      .sort((a, b) => b.remainder - a.remainder);
    const rest = amount - sum(shares);
    for (const { index } of byRemainder.slice(0, rest)) shares[index] = (shares[index] ?? 0) + 1;
    for (const [index, share] of shares.entries()) left[index] = (left[index] ?? 0) - share;
    return shares;
  });
}

/** Each tax rounded for itself, on the whole line. */
function taxesOn(left: number, { inclusive, rates }: CountingShop): number[] {
  const whole = inclusive ? 10_000 + sum(rates) : 10_000;
  return rates.map((rate) => halfUp(left * rate, whole));
}

function halfUp(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function coinText(coins: number, decimals: number): string {
  const digits = String(coins).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Without zeros at the end of a fraction. */
function plain(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
