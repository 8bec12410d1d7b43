import { CRM_SCALE, Decimal, plainText, roundTo, ZERO } from '../../domain/money.ts';
import { ofMoney, type Warning } from '../../domain/warning.ts';
import { type Shop, shopId } from '../shop.ts';
import type { EventData } from '../told.ts';
import { amountOf, idText, knownId, readableText } from './fields.ts';
import type { WooFee, WooLine } from './order-shape.ts';
import { memberOf } from './read-body.ts';

/** A part of an order in our words, with the money that it comes to in our counting. */
export interface TranslatedPart {
  readonly data: EventData;
  /** Without tax. */
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly warnings: readonly Warning[];
}

const ONE = new Decimal(1);
const STEP = new Decimal(1, CRM_SCALE);

/**
 * A line in our words. Its net total and its tax are the shop's to the last digit. `unit`: the shop's smallest coin. Null where
 * nothing of it was sold.
 */
export function translateLine(line: WooLine, unit: Decimal, shop: Shop): TranslatedPart | null {
  const [quantity, total, tax] = [amountOf(line.quantity), amountOf(line.total), amountOf(line.total_tax)];
  const subtotal = Decimal.max(amountOf(line.subtotal), total);
  if (quantity.isZero() && total.isZero() && tax.isZero()) return null;
  // Money for no piece: plug-ins sell such. It is one position then.
  const pieces = quantity.isZero() ? ONE : quantity;
  const isService = [pieces, total, tax].some((figure) => figure.isNegative());
  const priced = isService ? priceOfService(total, pieces) : priceOf(subtotal, total, pieces);
  const data = {
    line_id: idText(line.id),
    ...(isService ? {} : productOf(line, shop)),
    name: readableText(line.name),
    category: shop.category,
    quantity: plainText(pieces),
    list_price: plainText(priced.listPrice),
    discount: priced.discount,
    tax_amount: plainText(tax),
    image: readableText(memberOf(line.image, 'src')),
  };
  const off = Decimal.sub(priced.list, subtotal).abs();
  const isOff = !isService && off.times(2).gte(unit);
  return { data, net: priced.net, tax, warnings: isOff ? [listPriceOff(line, subtotal, priced.list)] : [] };
}

function listPriceOff({ id }: WooLine, subtotal: Decimal, list: Decimal): Warning {
  const figures = `${plainText(list)} before discounts instead of ${plainText(subtotal)}`;
  return ofMoney(`Line ${idText(id)} has a list price without end: it comes to ${figures}; its total is the shop's`);
}

/** How a line's price is said: per piece, and what is off the whole line. */
interface SaidPrice {
  readonly listPrice: Decimal;
  readonly discount: EventData | null;
  /** List price times quantity, as it is counted. */
  readonly list: Decimal;
  readonly net: Decimal;
}

/**
 * The shop states what all pieces cost, we what one does, in six decimals. Where that does not come out even, one piece costs the least
 * bit more, and that much more is off the line: so what is left is exact.
 */
function priceOf(subtotal: Decimal, total: Decimal, quantity: Decimal): SaidPrice {
  const nearest = roundTo(subtotal.div(quantity), CRM_SCALE);
  const listPrice = counted(nearest, quantity).lt(subtotal) ? nearest.plus(STEP) : nearest;
  const list = counted(listPrice, quantity);
  const off = list.minus(total);
  const said = { listPrice, list, net: total };
  if (off.isZero()) return { ...said, discount: null };
  // Of a broken quantity what all pieces cost is rounded: what is free is so by the piece.
  if (total.isZero()) return { ...said, discount: { type: 'Amount', value: plainText(listPrice) } };
  return { ...said, discount: { type: 'Total', value: plainText(off) } };
}

/** What takes money off, or comes back: a service, which has no discount. What its price per piece leaves is rounding of the order. */
function priceOfService(total: Decimal, quantity: Decimal): SaidPrice {
  const listPrice = roundTo(total.div(quantity), CRM_SCALE);
  const list = counted(listPrice, quantity);
  return { listPrice, discount: null, list, net: list };
}

function counted(price: Decimal, quantity: Decimal): Decimal {
  return roundTo(price.times(quantity), CRM_SCALE);
}

function productOf({ sku, variation_id, product_id }: WooLine, shop: Shop): EventData {
  const text = readableText(sku);
  if (text !== '') return { sku: text };
  const id = knownId(variation_id) ?? knownId(product_id);
  return id === null ? {} : { product_id: shopId(shop, id) };
}

/** A fee, which may be negative, in our words. */
export function translateFee({ name, total, total_tax }: WooFee): TranslatedPart {
  const [net, tax] = [amountOf(total), amountOf(total_tax)];
  return { data: feeData(readableText(name), net, tax), net, tax, warnings: [] };
}

export function feeData(name: string, amount: Decimal, tax: Decimal = ZERO): EventData {
  return { name, amount: plainText(amount), tax_amount: plainText(tax) };
}

/** A fee as a line of its own, in an order that has no other. */
export function feeAsLine(fee: WooFee): TranslatedPart {
  const [net, tax] = [amountOf(fee.total), amountOf(fee.total_tax)];
  const data = {
    line_id: idText(fee.id),
    name: readableText(fee.name),
    quantity: '1',
    list_price: plainText(net),
    tax_amount: plainText(tax),
  };
  return { data, net, tax, warnings: [] };
}
