import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { faultsOf } from '../../domain/faults.ts';
import { JsonError, readJson } from '../../domain/json.ts';
import { DeliveryUnreadable } from '../platform.ts';

/** What a delivery of 4 MiB may hold: an order whose plug-ins wrote much beside its thousand lines. */
const MAX_VALUES = 300_000;
const CODE = /^[a-z0-9_]{1,100}$/;

/**
 * The JSON of a delivery, every number by its digits.
 * @throws {JsonError}
 */
export function readWooJson(body: Uint8Array): unknown {
  return readJson(body, MAX_VALUES);
}

/**
 * The JSON of a delivery of one of these, such as `order`.
 * @throws {DeliveryUnreadable} for no JSON, and for what WooCommerce signs where its own user cannot read what it should send.
 */
export function readResource(body: Uint8Array, what: string): unknown {
  const json = jsonOf(body, what);
  const code = memberOf(json, 'code');
  if (memberOf(json, 'id') === undefined && typeof code === 'string') {
    const named = CODE.test(code) ? ` (${code})` : '';
    const advice = `see in WooCommerce whether the ${what} is still there and the user of the webhook may read it`;
    throw new DeliveryUnreadable(`The shop sent an error${named} in place of the ${what}; ${advice}, then replay.`);
  }
  return json;
}

function jsonOf(body: Uint8Array, what: string): unknown {
  try {
    return readWooJson(body);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new DeliveryUnreadable(`The ${what} that the shop sent is no JSON. ${error.message}`, { cause: error });
  }
}

export function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Makes the reader of one kind of resource: what its schema names, or a refusal that names what is wrong and no value of it. */
export function resourceReader<Schema extends TSchema>(
  schema: Schema,
  what: string,
): (json: unknown) => Static<Schema> {
  const validator = Compile(schema);
  return (json) => {
    if (validator.Check(json)) return json;
    const [first] = faultsOf(validator.Errors(json), json);
    const where = first === undefined ? '' : `: ${first.path === '' ? 'it' : first.path} ${first.message}`;
    throw new DeliveryUnreadable(`The ${what} is not as WooCommerce sends one${where}`);
  };
}
