import { readInstant } from '../../domain/dates.ts';
import { JsonNumber } from '../../domain/json-number.ts';
import type { Trace } from '../../domain/trace.ts';
import type { ShopApi } from '../shop.ts';
import { ShopAnswerUnexpected, ShopListTooLong } from './api-errors.ts';
import { createWooTransport, type WooApiOptions, type WooCall } from './api-transport.ts';
import { memberOf } from './read-body.ts';

/** A page of a list. */
export interface WooPage {
  /** The JSON of each record as bytes, as a webhook would bring it; numbers keep their digits. */
  readonly bodies: readonly Uint8Array[];
  /** Whether there is another page behind it. */
  readonly hasMore: boolean;
}

/** What a shop says of itself; null for what it does not tell. */
export interface WooSettings {
  readonly version: string | null;
  /** IANA name, or an offset in hours such as `8`. */
  readonly timeZone: string | null;
  readonly currency: string | null;
  /** To how many decimals it shows its prices. */
  readonly decimals: number | null;
}

/** The REST API of one WooCommerce shop, of which we only read. Every call throws a `ShopCallError`. */
export interface WooApi {
  /** All refunds of an order with their lines, as `readRefunds` takes them. `orderId`: the shop's own; `asking`: the operation that asks. */
  refundsOf(orderId: string, signal: AbortSignal | null, asking?: Trace | null): Promise<readonly unknown[]>;
  /** The orders changed after an instant, those that changed first on the first page. Pages count from 1. */
  ordersChanged(after: string, page: number, signal: AbortSignal | null): Promise<WooPage>;
  /**
   * The customers, those who registered last on the first page: WooCommerce cannot list those who have changed, so whoever wants these
   * looks at `date_modified_gmt` of each.
   */
  customers(page: number, signal: AbortSignal | null): Promise<WooPage>;
  /** Whether the key is good, and how the shop is set up. */
  settings(signal: AbortSignal | null): Promise<WooSettings>;
  close(): Promise<void>;
}

/** Records of a page: WooCommerce gives 100 at most. */
export const WOO_PAGE_SIZE = 100;
/** An order has no more refunds than these pages hold. */
const MOST_REFUND_PAGES = 10;
/** Nobody asks for more pages: a shop that always has another one would never come to an end. */
export const MOST_WOO_PAGES = 10_000;

/** Who asks, and until when. */
interface Asked {
  readonly signal: AbortSignal | null;
  readonly asking?: Trace | null;
}

/** @throws {ShopCallError} by each call. */
export function createWooApi(api: ShopApi, options: WooApiOptions): WooApi {
  const transport = createWooTransport(api, options);

  async function list(call: WooCall, page: number, most: number, { signal, asking = null }: Asked) {
    const named = `Shop ${options.shop} GET ${call.title}`;
    if (page > most) throw new ShopListTooLong(named, `it has more than the ${most} pages that are taken`);
    const query = { ...call.query, per_page: String(WOO_PAGE_SIZE), page: String(page) };
    const { json, pages } = await transport.get({ ...call, query }, signal, asking);
    if (!Array.isArray(json)) throw new ShopAnswerUnexpected(named, 'the answer is no list', { status: 200 });
    const items: readonly unknown[] = json;
    // Without a count of pages, a full one may have another behind it.
    const hasMore = items.length > 0 && (pages === null ? items.length >= WOO_PAGE_SIZE : page < pages);
    return { items, hasMore };
  }

  async function pageOf(call: WooCall, page: number, signal: AbortSignal | null): Promise<WooPage> {
    const { items, hasMore } = await list(call, page, MOST_WOO_PAGES, { signal });
    return { bodies: items.map((item) => Buffer.from(JSON.stringify(item), 'utf8')), hasMore };
  }

  return {
    async refundsOf(orderId, signal, asking = null) {
      const path = `wc/v3/orders/${encodeURIComponent(orderId)}/refunds`;
      const call = { title: 'orders/<id>/refunds', path, query: { orderby: 'id', order: 'asc' } };
      const refunds: unknown[] = [];
      for (let page = 1, hasMore = true; hasMore; page += 1) {
        const answer = await list(call, page, MOST_REFUND_PAGES, { signal, asking });
        refunds.push(...answer.items);
        hasMore = answer.hasMore;
      }
      return refunds;
    },
    ordersChanged(after, page, signal) {
      // Without its offset: older versions of WordPress take it for the shop's own time otherwise.
      const modified_after = readInstant(after)?.slice(0, '2026-01-05T02:00:00'.length) ?? after;
      const query = { modified_after, dates_are_gmt: 'true', orderby: 'modified', order: 'asc', status: 'any' };
      return pageOf({ title: 'orders', path: 'wc/v3/orders', query }, page, signal);
    },
    customers(page, signal) {
      const query = { role: 'customer', orderby: 'registered_date', order: 'desc' };
      return pageOf({ title: 'customers', path: 'wc/v3/customers', query }, page, signal);
    },
    async settings(signal) {
      const status = await transport.get(
        { title: 'system_status', path: 'wc/v3/system_status', query: { _fields: 'environment,settings' } },
        signal,
      );
      const index = await transport.get(
        { title: 'index', path: '', query: { _fields: 'timezone_string,gmt_offset' } },
        signal,
      );
      const [environment, settings] = [memberOf(status.json, 'environment'), memberOf(status.json, 'settings')];
      const decimals = wordOf(memberOf(settings, 'number_of_decimals'));
      return {
        version: wordOf(memberOf(environment, 'version')),
        timeZone: wordOf(memberOf(index.json, 'timezone_string')) ?? wordOf(memberOf(index.json, 'gmt_offset')),
        currency: wordOf(memberOf(settings, 'currency')),
        decimals: decimals !== null && /^\d$/.test(decimals) ? Number(decimals) : null,
      };
    },
    close: () => transport.close(),
  };
}

function wordOf(value: unknown): string | null {
  if (value instanceof JsonNumber) return value.plain;
  return typeof value === 'string' && value !== '' ? value : null;
}
