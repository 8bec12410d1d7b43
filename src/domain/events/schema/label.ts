import Type, { type Static, type TProperties } from 'typebox';
import { JsonNumber } from '../../json-number.ts';

/** What a label came to: its value, null where it is absent; and, as half a sentence, what was left out or changed of it. */
export interface ReadLabel<T> {
  readonly value: T | null;
  readonly loss?: string;
}

/** Makes the best of what stands where a label should; never refuses. `value` is neither null nor blank text. */
export type LabelReader<T> = (value: unknown) => ReadLabel<T>;

const READER = '~label';

/**
 * Schema of a label: a value that only describes, and is never a reason to refuse money. What its reader cannot use is left out, with
 * a warning; so the schema itself, which documents the label, always finds it sound. May be left out or null.
 */
export function label<T>(documentation: object, read: LabelReader<unknown>) {
  const schema = Type.Optional(Type.Unsafe<T | null>(documentation));
  // Not enumerable, as TypeBox's own marks: it is no part of the JSON Schema.
  Object.defineProperty(schema, READER, { value: read, enumerable: false });
  return schema;
}

/**
 * Schema of an object that is a label as a whole. `read` may put a value of another kind into its shape, or leave it out; what stands
 * in the object is read by its own schemas afterwards.
 */
export function labelObject<Properties extends TProperties>(
  properties: Properties,
  read: LabelReader<object> = readObject,
) {
  return label<Static<ReturnType<typeof Type.Object<Properties>>>>(
    { ...Type.Object(properties), type: ['object', 'null'] },
    read,
  );
}

/** Takes objects as they are. */
export function readObject(value: unknown): ReadLabel<object> {
  const isObject =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
  return isObject ? { value } : { value: null, loss: 'is no object and was left out' };
}

/** The reader of a label's schema; null for any other schema. */
export function labelReaderOf(schema: object): LabelReader<unknown> | null {
  const reader: unknown = Object.getOwnPropertyDescriptor(schema, READER)?.value;
  return isReader(reader) ? reader : null;
}

function isReader(value: unknown): value is LabelReader<unknown> {
  return typeof value === 'function';
}
