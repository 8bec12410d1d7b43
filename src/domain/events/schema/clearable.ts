const CLEARABLE = '~clearable';

/**
 * Marks a field of an update: null or blank text in a document empties it, and is kept as null when the document is tidied; left out, the
 * field stays as it is. What is there and cannot be used empties nothing. `schema` takes null.
 */
export function clearable<Schema extends object>(schema: Schema): Schema {
  // With all its marks, which are not enumerable and so in no plain copy.
  const copy: Schema = Object.create(Object.getPrototypeOf(schema), Object.getOwnPropertyDescriptors(schema));
  Object.defineProperty(copy, CLEARABLE, { value: true, enumerable: false });
  return copy;
}

/** Whether a field is emptied by null. */
export function isClearable(schema: object): boolean {
  return Object.hasOwn(schema, CLEARABLE);
}
