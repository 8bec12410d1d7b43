import { withoutAddresses } from '../addresses-in-text.ts';
import { readJsonIfSound } from '../json.ts';
import { JsonNumber } from '../json-number.ts';
import { DELIVERY } from './delivery.ts';

/** Says of a stored body that it was erased; no sender has a member of this name. */
const MARK = '~redacted';
/** Says beside it that the time had come for it, and that nobody asked: the CRM may be asked for what is missing. */
const REMOVED = '~removed';
/** Lists beside that which fields were told of a customer. */
const NAMED = '~named';

/** A body of which nothing stays, as of a delivery: what was made of it tells the rest. */
export const ERASED_WHOLE = Buffer.from(JSON.stringify({ [MARK]: true }));

/** The types of events that tell of no person. */
export const OF_NOBODY: readonly string[] = ['product.updated', 'contract.products'];

/** Names of members that stay: whole, or as far as their own members stay. Lists are as each of their items. */
interface Kept {
  readonly [name: string]: true | Kept;
}

const LINE: Kept = {
  ...stays('line_id', 'sku', 'product_id', 'name', 'category', 'type', 'url', 'image'),
  ...stays('quantity', 'cost', 'list_price', 'vat_rate', 'amount', 'tax_amount'),
  discount: stays('type', 'value'),
  marker: stays('name', 'type', 'city', 'state', 'country', 'lat', 'lng'),
};
const MONEY: Kept = stays('name', 'code', 'amount', 'tax_rate', 'tax_amount');

const DATA = {
  ...stays('business_unit', 'order_id', 'order_number', 'refund_id', 'ordered_at', 'refunded_at', 'updated_at'),
  ...stays('currency', 'decimals', 'prices_include_tax', 'status', 'amount', 'tax_amount', 'promotions'),
  customer: stays('user_id'),
  groups: { ...stays('name'), lines: LINE },
  lines: LINE,
  discounts: MONEY,
  fees: MONEY,
  shipping: MONEY,
  totals: {
    ...stays('total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount'),
    ...stays('shipping_amount', 'shipping_tax_amt', 'total_amount'),
  },
};

/** What says nothing of a person: ids, money, what was sold and when. Whatever else a shop sent goes, known to us or not. */
const KEPT: Kept = { ...stays('type', 'timestamp'), data: DATA };

/**
 * The same, and what somebody had allowed: a registration that is sent again with its old words is not to take back what was said since.
 */
const KEPT_OF_REMOVED: Kept = {
  ...KEPT,
  data: {
    ...DATA,
    customer: {
      ...stays('user_id', 'do_not_call', 'email_opt_out'),
      consent: stays('lawful_basis', 'source', 'reviewed_on'),
    },
  },
};

function stays(...names: readonly string[]): Readonly<Record<string, true>> {
  return Object.fromEntries(names.map((name) => [name, true]));
}

/**
 * A stored body without what it says of a person: ids, lines and money stay, so that an order is still known by the refunds and updates that
 * come later. What a platform posted is left out whole; what tells of no person stays as it is.
 */
export function erasedBody(type: string, body: Uint8Array): Uint8Array {
  if (type === DELIVERY) return ERASED_WHOLE;
  if (OF_NOBODY.includes(type)) return body;
  return keptBody(readJsonIfSound(body), { [MARK]: true });
}

/** The types of events of which a later one asks nothing that stands in their payload. */
export const ASKED_BY_NOBODY: readonly string[] = [DELIVERY, ...OF_NOBODY];

/**
 * What stays of a stored body once retention takes it: no more than later events ask for, that is what an erasure leaves too. Of what nobody asks
 * nothing does. `named`: the fields that it told of a customer, so that what is older and comes later does not overwrite them.
 */
export function removedBody(type: string, body: Uint8Array, named: readonly string[] = []): Uint8Array {
  if (ASKED_BY_NOBODY.includes(type)) return ERASED_WHOLE;
  // A person who was erased from it before stays so: nobody asks the CRM for what they wanted to be forgotten.
  const json = readJsonIfSound(body);
  if (isErased(json)) return body;
  const marks = { [MARK]: true, [REMOVED]: true, ...(named.length === 0 ? {} : { [NAMED]: named }) };
  return keptBody(json, marks, KEPT_OF_REMOVED);
}

function keptBody(json: unknown, marks: Readonly<Record<string, unknown>>, kept = KEPT): Uint8Array {
  if (!isObject(json) || !isObject(json.data)) return ERASED_WHOLE;
  return Buffer.from(JSON.stringify({ ...members(json, kept), ...marks }));
}

/** Whether a stored body was erased, or removed. */
export function isErased(json: unknown): boolean {
  return isMarked(json, MARK);
}

/** Whether retention took a stored body. */
export function isRemoved(json: unknown): boolean {
  return isMarked(json, REMOVED);
}

/** The fields that a stored body which retention took had told of a customer. */
export function namedInRemoved(json: unknown): readonly string[] {
  const named = isRemoved(json) && isObject(json) && Object.hasOwn(json, NAMED) ? json[NAMED] : [];
  return Array.isArray(named) ? named.filter((field) => typeof field === 'string') : [];
}

function isMarked(json: unknown, mark: string): boolean {
  return isObject(json) && Object.hasOwn(json, mark) && json[mark] === true;
}

function members(value: object, kept: Kept): object {
  const entries = Object.entries(value).flatMap(([name, member]) => {
    const inner = Object.hasOwn(kept, name) ? kept[name] : undefined;
    return inner === undefined ? [] : [[name, keptOf(name, member, inner)] as const];
  });
  return Object.fromEntries(entries);
}

function keptOf(name: string, value: unknown, kept: true | Kept): unknown {
  if (typeof value === 'string') return isId(name) ? value : withoutAddresses(value);
  if (Array.isArray(value)) return value.map((item) => keptOf(name, item, kept));
  // Where a shop sends an object for a number or a flag, as for the shipping of a refund, that is money.
  return isObject(value) ? members(value, kept === true ? MONEY : kept) : value;
}

function isId(name: string): boolean {
  return name.endsWith('_id') || name === 'order_number' || name === 'sku' || name === 'business_unit';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}
