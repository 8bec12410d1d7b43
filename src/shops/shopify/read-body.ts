import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { tidyBy } from '../../domain/events/schema/tidy.ts';
import { faultsOf } from '../../domain/faults.ts';
import { readJson } from '../../domain/json.ts';
import { ofLabel, type Warning } from '../../domain/warning.ts';
import { DeliveryUnreadable } from '../platform.ts';
import { LONGEST_LIST } from './schema/fields.ts';

/** Four times what an order of a thousand lines holds that were all sent and came back: those repeat every line. */
const MAX_SHOPIFY_VALUES = 500_000;
/** Faults that are named in one message. */
const NAMED = 5;

/** The JSON of a delivery; every number keeps its digits. @throws {JsonError} */
export function shopifyJson(body: Uint8Array): unknown {
  return readJson(body, MAX_SHOPIFY_VALUES);
}

/** A body that fits its schema, and what of its labels could not be used. */
export interface ReadBody<Body> {
  readonly body: Body;
  readonly warnings: readonly Warning[];
}

/**
 * Makes the reader of bodies of one schema: text trimmed, what is null or blank left out, what the schema does not name ignored.
 * @throws {DeliveryUnreadable} by the reader, for a body that does not fit; it quotes nothing of it.
 */
export function bodyReader<Schema extends TSchema>(what: string, schema: Schema) {
  const tidy = tidyBy(schema, LONGEST_LIST);
  const validator = Compile(schema);
  return (json: unknown): ReadBody<Static<Schema>> => {
    const { document, warnings } = tidy(json);
    if (!validator.Check(document)) {
      const faults = faultsOf(validator.Errors(document), document).slice(0, NAMED);
      const named = faults.map(({ path, message }) => `${path || 'the whole'}: ${message}`).join(' ');
      throw new DeliveryUnreadable(`This is no ${what} of Shopify. ${named}`);
    }
    return { body: document, warnings: warnings.map(({ path, loss }) => ofLabel(`${path} ${loss}`)) };
  };
}
