import type { Answer } from '../../frame/answer.ts';
import { invalidParameter, noCustomer, noOrder, noRoute, shown } from './answer.ts';
import { choice, page, sorted } from './lists.ts';
import type { WooStore } from './store.ts';
import { queriedText } from './times.ts';

/** A call for reading, whose key was found good. */
export interface WooStoreCall {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** What the routes stand on. */
export interface WooState {
  readonly store: WooStore;
  /** Whether lists never come to their end. */
  endless: boolean;
}

type Handler = (state: WooState, call: WooStoreCall, ids: readonly number[]) => Answer;

/** Where the REST API begins. */
export const ROOT = '/wp-json';

const ROUTES: readonly (readonly [RegExp, Handler])[] = [
  [/^\/wc\/v3\/orders$/, listOrders],
  [/^\/wc\/v3\/orders\/(\d+)$/, ({ store }, _, [id = 0]) => shown(orderOf(store, id))],
  [/^\/wc\/v3\/orders\/(\d+)\/refunds$/, listRefunds],
  [/^\/wc\/v3\/customers$/, listCustomers],
  [/^\/wc\/v3\/customers\/(\d+)$/, showCustomer],
  [/^\/wc\/v3\/system_status$/, ({ store }) => shown(statusOf(store))],
];

/** Answers a call. @throws {WooRefusal} */
export function answerStoreCall(state: WooState, call: WooStoreCall): Answer {
  for (const [pattern, handler] of ROUTES) {
    const match = pattern.exec(call.path);
    if (match !== null) return handler(state, call, match.slice(1).map(Number));
  }
  throw noRoute();
}

/** The index of the site, which tells anybody what it is and by which clock it lives. */
export function siteIndex({ settings }: WooStore): Answer {
  return shown({
    name: 'A shop',
    description: '',
    gmt_offset: String(settings.utcOffset),
    timezone_string: '',
    namespaces: ['oembed/1.0', 'wc/v3', 'wp/v2'],
  });
}

function orderOf(store: WooStore, id: number) {
  const order = store.orders.get(id);
  if (order === undefined) throw noOrder();
  return order;
}

function listOrders({ store, endless }: WooState, { query }: WooStoreCall): Answer {
  const by = choice(query, 'orderby', ['date', 'modified', 'id', 'include', 'title', 'slug']);
  const column = query.get('dates_are_gmt') === 'true' ? 'date_modified_gmt' : 'date_modified';
  const after = dateOf(store, query, 'modified_after');
  const before = dateOf(store, query, 'modified_before');
  const found = [...store.orders.values()].filter(
    (order) => (after === null || order[column] > after) && (before === null || order[column] < before),
  );
  const key = (order: (typeof found)[number]) => (by === 'modified' ? order.date_modified_gmt : '');
  return page(sorted(found, query, key), query, endless);
}

function dateOf({ settings }: WooStore, query: URLSearchParams, name: string): string | null {
  const text = query.get(name);
  if (text === null) return null;
  const read = queriedText(text, settings);
  if (read === null) throw invalidParameter(name);
  return read;
}

function listRefunds({ store, endless }: WooState, { query }: WooStoreCall, [id = 0]: readonly number[]): Answer {
  return page(
    sorted(store.refundsOf(orderOf(store, id).id), query, () => ''),
    query,
    endless,
  );
}

/** Customers cannot be asked for by their changes: such a parameter is nothing to WordPress. */
function listCustomers({ store, endless }: WooState, { query }: WooStoreCall): Answer {
  const by = choice(query, 'orderby', ['name', 'id', 'include', 'registered_date']);
  const key = ({ email, date_created }: { email: string; date_created: string }) =>
    by === 'name' ? email : by === 'registered_date' ? date_created : '';
  const role = query.get('role') ?? 'customer';
  const found = [...store.customers.values()].filter((customer) => role === 'all' || customer.role === role);
  return page(sorted(found, query, key), query, endless);
}

function showCustomer({ store }: WooState, _: WooStoreCall, [id = 0]: readonly number[]): Answer {
  const customer = store.customers.get(id);
  if (customer === undefined) throw noCustomer();
  return shown(customer);
}

function statusOf({ settings }: WooStore) {
  return {
    environment: { version: settings.version, wp_version: '6.9', default_timezone: 'UTC' },
    settings: { api_enabled: true, currency: settings.currency, number_of_decimals: settings.decimals },
  };
}
