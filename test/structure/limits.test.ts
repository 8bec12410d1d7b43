import { readFileSync } from 'node:fs';
import { maxHeaderSize } from 'node:http';
import { expect, test } from 'vitest';
import { MAX_LINES } from '../../src/domain/order.ts';
import { MAX_BODIES_BYTES } from '../../src/http/app.ts';
import { MAX_DESCRIPTION_BYTES } from '../../src/http/openapi/openapi.ts';
import { MAX_BODY_BYTES } from '../../src/http/server.ts';
import { ALERT_TIMINGS } from '../../src/service/connect-alerts.ts';

const MIB = 1024 * 1024;

/** The bound that docs/limits.md states of each thing, by the words of its first column. */
const STATED = new Map(
  [...readFileSync('docs/limits.md', 'utf8').matchAll(/^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$/gm)].map(
    ([, what = '', bound = '']) => [what, bound],
  ),
);

/** The value of a constant as its source states it: a number, or a product of numbers and of constants of the same file. */
function constant(path: string, name: string): number {
  const source = readFileSync(`src/${path}`, 'utf8');
  const stated = (wanted: string): number => {
    const [, expression] = new RegExp(`^(?:export )?const ${wanted} = ([\\w* ]+);$`, 'm').exec(source) ?? [];
    if (expression === undefined) throw new Error(`src/${path} has no ${wanted} that can be read here`);
    return expression
      .split('*')
      .map((factor) => factor.trim())
      .reduce(
        (product, factor) => product * (/^\d/.test(factor) ? Number(factor.replaceAll('_', '')) : stated(factor)),
        1,
      );
  };
  return stated(name);
}

/** DATABASE_POOL_SIZE where it is not set. */
function poolSize(): number {
  const [, size] = /DATABASE_POOL_SIZE: whole\((\d+),/.exec(readFileSync('src/config/variables.ts', 'utf8')) ?? [];
  return Number(size);
}

const bytes = (value: number) => (value % MIB === 0 ? `${value / MIB} MiB` : `${value / 1024} KiB`);
const many = (value: number) => value.toLocaleString('en');
function time(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms >= 300_000 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}

test.each<readonly [what: string, bound: string]>([
  ['connections that are open', many(constant('http/server.ts', 'MAX_CONNECTIONS'))],
  ['request line and headers', bytes(maxHeaderSize)],
  ['a part of the address, as it is encoded', many(constant('http/server.ts', 'MAX_PARAMETER'))],
  ['time for the headers', time(constant('http/server.ts', 'HEADERS_TIMEOUT_MS'))],
  ['time for the whole request', time(constant('http/server.ts', 'REQUEST_TIMEOUT_MS'))],
  ['a connection whose answer is not read', time(constant('http/server.ts', 'STALL_TIMEOUT_MS'))],
  ['answers of `/docs` and `/openapi.json` on their way at once', bytes(MAX_DESCRIPTION_BYTES)],
  ['a body', bytes(MAX_BODY_BYTES)],
  ['bodies of all senders on their way in at once, until their signature is checked', bytes(MAX_BODIES_BYTES)],
  ['age of the signature, either way', `${constant('webhooks/verify-signature.ts', 'TOLERANCE_SECONDS')} s`],
  ['signatures of one message that are looked at', many(constant('webhooks/verify-signature.ts', 'MAX_SIGNATURES'))],
  ['levels of JSON', many(constant('domain/json-scan.ts', 'MAX_DEPTH'))],
  ['values of JSON: members, items, lists and objects', many(constant('domain/json.ts', 'MAX_VALUES'))],
  ['a text that must be there', many(constant('domain/events/schema/label-fields.ts', 'MAX_TEXT'))],
  ['a text that describes', many(constant('domain/events/schema/label-fields.ts', 'MAX_TEXT'))],
  ['a number', many(constant('domain/json-number.ts', 'MAX_NUMBER_LENGTH'))],
  ['a number', `${constant('domain/events/schema/decimal-field.ts', 'MAX_WHOLE_DIGITS')} digits before the point`],
  ['lines of an order, a refund or a batch, whatever its groups', many(MAX_LINES)],
  ['groups of an order', many(constant('domain/events/order-schema.ts', 'MAX_GROUPS'))],
  ['promotions of an order', many(constant('domain/events/order-schema.ts', 'MAX_PROMOTIONS'))],
  ['discounts off the whole order', many(constant('domain/events/order-money.ts', 'MAX_DISCOUNTS'))],
  ['fees of an order', many(constant('domain/events/order-money.ts', 'MAX_FEES'))],
  ['faults that are named in one answer', many(constant('domain/faults.ts', 'MAX_FAULTS'))],
  ['a delivery', bytes(constant('http/shop-routes.ts', 'MAX_DELIVERY_BYTES'))],
  ['values of JSON, Shopify', many(constant('shops/shopify/read-body.ts', 'MAX_SHOPIFY_VALUES'))],
  ['values of JSON, WooCommerce', many(constant('shops/woocommerce/read-body.ts', 'MAX_VALUES'))],
  ['items of any list, Shopify', many(constant('shops/shopify/schema/fields.ts', 'LONGEST_LIST'))],
  ['a call to the API of a shop', time(constant('service/shop-connections.ts', 'SHOP_TIMEOUT_MS'))],
  ['an answer of that API', bytes(constant('shops/woocommerce/api-transport.ts', 'MAX_BODY_BYTES'))],
  ['pages of the refunds of one order', `${constant('shops/woocommerce/api.ts', 'MOST_REFUND_PAGES')} of 100`],
  ['pages of a catch-up', `${many(constant('shops/woocommerce/api.ts', 'MOST_WOO_PAGES'))} of 100`],
  ['wrong tokens from one address', `${constant('http/admin/failure-limit.ts', 'FAILURES')} in 1 min`],
  ['a token', many(constant('config/admin-tokens.ts', 'SHORTEST_TOKEN'))],
  ['a session of the console', time(constant('operations/console-sessions.ts', 'SESSION_MS'))],
  ['the payload of an amendment', bytes(constant('http/admin/amend-routes.ts', 'MAX_PAYLOAD_BYTES'))],
  ['an import of links', bytes(constant('http/admin/read-link-import.ts', 'MAX_IMPORT_BYTES'))],
  ['links of an import', many(constant('http/admin/read-link-import.ts', 'MAX_LINKS'))],
  ['events that are picked for a bulk replay', many(constant('http/admin/read-replay-choice.ts', 'MAX_IDS'))],
  ['entries of a page', many(constant('http/admin/fields.ts', 'MAX_LIMIT'))],
  ['groups of failures', many(constant('operations/group-events.ts', 'MOST_GROUPS'))],
  ['tries of one event', many(constant('inbox/tries.ts', 'KEPT_TRIES'))],
  ['a form of the console', bytes(constant('http/console/console-routes.ts', 'MAX_FORM_BYTES'))],
  ['a connection to a CRM', time(constant('crm/suitecrm/transport.ts', 'CONNECT_TIMEOUT_MS'))],
  ['an answer of a CRM', bytes(constant('crm/suitecrm/transport.ts', 'MAX_BODY_BYTES'))],
  ['a `Retry-After` of a CRM that is respected', time(constant('crm/retry-after.ts', 'MAX_MS'))],
  ['a quoted sentence of a CRM', many(constant('crm/redact.ts', 'MAX_LENGTH'))],
  ['an alert', `title ${constant('alerts/alert-body.ts', 'LONGEST_TITLE')}`],
  ['an alert', `text ${many(constant('alerts/alert-body.ts', 'LONGEST_TEXT'))}`],
  ['a post of an alert', `${time(ALERT_TIMINGS.timeoutMs)}, ${ALERT_TIMINGS.backoffMs.length + 1} times`],
  ['a statement of the database', time(constant('database/pool.ts', 'STATEMENT_MS'))],
  ['connections to the database, of each replica', many(poolSize() + 1)],
  ['a row of a file of links', bytes(constant('cli/links-file/read-rows.ts', 'LONGEST_ROW'))],
  ['a file of picked ids', bytes(constant('cli/commands/picked-ids.ts', 'MOST_BYTES'))],
  ['the payload of `events amend`', bytes(constant('cli/commands/events.ts', 'MAX_PAYLOAD_BYTES'))],
  ['an answer of the service', time(constant('cli/api/ask.ts', 'ANSWER_TIMEOUT_MS'))],
])('docs/limits.md states the bound of %s as the sources have it: %s', (what, bound) => {
  expect(` ${STATED.get(what)} `).toMatch(new RegExp(`[ ]${bound}[ ,]`));
});

test('each thing stands in one table of docs/limits.md, but for the body that two of them have', () => {
  const rows = [...readFileSync('docs/limits.md', 'utf8').matchAll(/^\| ([^|]+) \|/gm)].map(([, what = '']) => what);
  const twice = rows.filter((what, index) => rows.indexOf(what) !== index && !['what', '---'].includes(what));
  expect(twice).toEqual(['a body']);
});
