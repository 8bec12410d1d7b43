import { badRequest } from './errors.ts';
import type { SimulatedCall } from './http/call.ts';
import type { PhpMap } from './php-query.ts';

const strictId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The `data` member of a request, checked as the API's option resolver checks it. */
export interface Data {
  readonly type: string;
  readonly id: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Reads `data`; throws the resolver's own sentences for anything that does not fit. */
export function readData(call: SimulatedCall, defined: readonly string[], required: readonly string[]): Data {
  const body = optionsOf(call.body);
  checkDefined([...call.query.keys(), ...Object.keys(body)], ['data']);
  if (!Object.hasOwn(body, 'data') || body.data === null) {
    throw missing(['data']);
  }
  if (typeof body.data !== 'object') {
    throw wrongType('data', body.data, 'array');
  }
  const data = optionsOf(body.data);
  if (Object.values(data).some(isBlank)) {
    throw badRequest('The option "data" with value array is invalid.');
  }
  checkDefined(Object.keys(data), defined);
  const absent = required.filter((name) => !Object.hasOwn(data, name));
  if (absent.length > 0) {
    throw missing(absent);
  }
  const { attributes = {}, id } = data;
  if (typeof attributes !== 'object') {
    throw wrongType('attributes', attributes, 'array');
  }
  return {
    type: readType(data.type),
    id: id === undefined ? undefined : readId(id),
    attributes: optionsOf(attributes),
  };
}

/** Checks the id of a path: only a UUID with its dashes will do. */
export function checkPathId(id: string): void {
  if (!strictId.test(id)) {
    throw invalidOption('id', id);
  }
}

/** Refuses names the resolver does not define, in its words. */
export function checkDefined(names: readonly string[], defined: readonly string[]): void {
  const unknown = names.filter((name) => !defined.includes(name)).sort();
  if (unknown.length === 0) {
    return;
  }
  const list = unknown.map((name) => `"${name}"`).join(', ');
  const subject = unknown.length === 1 ? `option ${list} does` : `options ${list} do`;
  const known = [...defined]
    .sort()
    .map((name) => `"${name}"`)
    .join(', ');
  throw badRequest(`The ${subject} not exist. Defined options are: ${known}.`);
}

/** A nested query option such as `filter[...]`; undefined if it is not given. */
export function queryMap(query: PhpMap, name: string): PhpMap | undefined {
  const value = query.get(name);
  if (typeof value === 'string') {
    throw wrongType(name, value, 'array');
  }
  return value;
}

export const invalidOption = (name: string, value: string) =>
  badRequest(`The option "${name}" with value "${value}" is invalid.`);

function missing(names: readonly string[]) {
  const list = names.map((name) => `"${name}"`).join(', ');
  return badRequest(
    names.length === 1 ? `The required option ${list} is missing.` : `The required options ${list} are missing.`,
  );
}

function wrongType(name: string, value: unknown, expected: string) {
  const shown = typeof value === 'string' ? `"${value}"` : String(value);
  return badRequest(
    `The option "${name}" with value ${shown} is expected to be of type "${expected}", but is of type "${phpType(value)}".`,
  );
}

function phpType(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'double';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'string';
    default:
      return 'array';
  }
}

function readType(value: unknown): string {
  if (typeof value !== 'string') {
    throw wrongType('type', value, 'string');
  }
  if (!/^\w+$/.test(value)) {
    throw invalidOption('type', value);
  }
  return value;
}

/** Ids in a body may also stand in braces or lack their dashes. */
function readId(value: unknown): string {
  if (typeof value !== 'string') {
    throw wrongType('id', value, 'string');
  }
  if (!/^[0-9a-f]{32}$/i.test(value.replace(/^[[\]{}]+|[[\]{}]+$/g, '').replaceAll('-', ''))) {
    throw invalidOption('id', value);
  }
  return value;
}

function isBlank(value: unknown): boolean {
  return (
    value === null || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function optionsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
