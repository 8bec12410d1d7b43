import { Settings } from 'typebox/system';
import { Pointer } from 'typebox/value';
import { JsonNumber } from './json-number.ts';

/** One thing wrong with a JSON document. */
export interface Fault {
  /** JSON Pointer (RFC 6901) of the value, such as `/data/groups/0/lines/0/quantity`. */
  readonly path: string;
  /** One sentence for the person who writes the sender. */
  readonly message: string;
}

/** As many faults as are named at once; what lies beyond is told after the next attempt. */
export const MAX_FAULTS = 50;

// TypeBox stops at 8 otherwise. A setting of the whole process, and the same for every schema in it.
Settings.Set({ maxErrors: MAX_FAULTS });

/** One finding of a TypeBox validator. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

/** Turns the findings of a TypeBox validator about `value` into faults, one per path and message. */
export function faultsOf(errors: readonly SchemaError[], value: unknown): Fault[] {
  const faults = errors.flatMap((error) => describe(error, value));
  const byText = new Map(faults.map((fault) => [`${fault.path} ${fault.message}`, fault]));
  return [...byText.values()].slice(0, MAX_FAULTS);
}

function describe(error: SchemaError, document: unknown): Fault[] {
  const path = error.instancePath;
  const value: unknown = path === '' ? document : Pointer.Get(document, path);
  const params: Readonly<Record<string, unknown>> = { ...error.params };
  // A JsonNumber is an object to TypeBox, and has none of the properties that are required.
  if (error.keyword === 'required' && value instanceof JsonNumber)
    return [{ path, message: typeSentence('object', value) }];
  switch (error.keyword) {
    case 'required':
      return names(params.requiredProperties).map((name) => ({ path: childPath(path, name), message: 'Is required.' }));
    case 'additionalProperties':
      return names(params.additionalProperties).map((name) => ({
        path: childPath(path, name),
        message: 'Is not known here.',
      }));
    // The entry of each unknown property; `additionalProperties` names it.
    case 'boolean':
      return [];
    default:
      return [{ path, message: sentence(error, params, value) }];
  }
}

function sentence(error: SchemaError, params: Readonly<Record<string, unknown>>, value: unknown): string {
  switch (error.keyword) {
    case 'type':
      return typeSentence(names(params.type).join(' or '), value);
    case 'enum':
      return `Must be one of ${quoted(params.allowedValues)}.`;
    case 'minLength':
      return 'Must not be empty.';
    case 'maxLength':
      return `Must not be longer than ${params.limit} characters.`;
    case 'minItems':
      return `Must hold at least ${params.limit} item${params.limit === 1 ? '' : 's'}.`;
    case 'maxItems':
      return `Must not hold more than ${params.limit} items.`;
    case 'uniqueItems':
      return 'Must not hold the same item twice.';
    default:
      // Refinements bring whole sentences; the rest of TypeBox's messages start in lower case.
      return error.message.charAt(0).toUpperCase() + error.message.slice(1);
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'an object',
  array: 'a list',
  boolean: 'true or false',
  null: 'null',
};

function typeSentence(type: string, value: unknown): string {
  const wanted = type.split(' or ').map((name) => TYPE_NAMES[name] ?? name);
  return `Must be ${wanted.join(' or ')}, not ${typeOf(value)}.`;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof JsonNumber || typeof value === 'number') return 'a number';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? 'text' : 'an object';
}

function quoted(words: unknown): string {
  const texts = Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
  return texts.map((text) => JSON.stringify(text)).join(', ');
}

function names(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** The JSON Pointer of a member or item of what `path` points to. */
export function childPath(path: string, key: string | number): string {
  return `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
