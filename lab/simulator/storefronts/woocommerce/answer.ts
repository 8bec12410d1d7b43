import type { Answer } from '../../frame/answer.ts';

/** A request that WordPress refuses, in its words. */
export class WooRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'WooRefusal';
    this.status = status;
    this.code = code;
  }
}

const TYPE = { 'Content-Type': 'application/json; charset=UTF-8' };

/** JSON with 200. */
export function shown(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { ...TYPE, ...headers }, body: JSON.stringify(value) };
}

/** What WordPress answers to a request that it refuses. */
export function refusedByStore({ status, code, message }: WooRefusal): Answer {
  return { status, headers: TYPE, body: JSON.stringify({ code, message, data: { status } }) };
}

const badKey = (message: string) => new WooRefusal(401, 'woocommerce_rest_authentication_error', message);

export const noRoute = (): WooRefusal =>
  new WooRefusal(404, 'rest_no_route', 'No route was found matching the URL and request method.');
export const noKey = (): WooRefusal =>
  new WooRefusal(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
export const unknownKey = (): WooRefusal => badKey('Consumer key is invalid.');
export const wrongSecret = (): WooRefusal => badKey('Consumer secret is invalid.');
export const mayNotRead = (): WooRefusal => badKey('The API key provided does not have read permissions.');
export const noOrder = (): WooRefusal => new WooRefusal(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
export const noCustomer = (): WooRefusal => new WooRefusal(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.');
export const invalidParameter = (name: string): WooRefusal =>
  new WooRefusal(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`);
