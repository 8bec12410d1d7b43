import type { TSchema } from 'typebox';
import { childPath } from '../../faults.ts';
import { JsonNumber } from '../../json-number.ts';
import { isClearable } from './clearable.ts';
import { type LabelReader, labelReaderOf } from './label.ts';

/** A document as it is judged, and what was left out or changed of its labels. */
export interface Tidy {
  readonly document: unknown;
  readonly warnings: readonly SentLoss[];
}

/** What was not taken as it was sent. */
export interface SentLoss {
  /** JSON Pointer. */
  readonly path: string;
  /** Half a sentence without the value, which is personal data. */
  readonly loss: string;
  /** An amount, not a label. */
  readonly isMoney?: boolean;
}

/** Losses that are told at once; the labels beyond are read in the same way. */
const MAX_LOSSES = 50;

/** Tidies documents of one schema. Takes what `readJson` gives, and time in proportion to it. */
export type TidyDocument = (document: unknown) => Tidy;

/**
 * Makes what leaves of a document nothing but what its schema names: text trimmed, what is null or blank left out (null where the field is
 * one that an update empties), labels made the best of. Lists end behind the first item that is one too many for any list of an event
 * (`longest`). So whatever else stands in it is ignored, whatever it is.
 */
export function tidyBy(schema: TSchema, longest: number): TidyDocument {
  const walk = walkerOf(schema);
  return (document) => {
    const state: State = { warnings: [], path: [], longest };
    return { document: walk(document, state), warnings: state.warnings };
  };
}

/** Where a walk is, and what it has found. */
interface State {
  readonly warnings: SentLoss[];
  /** From the document to the value in hand. */
  readonly path: (string | number)[];
  readonly longest: number;
}

/** Gives the tidied value; undefined = left out. */
type Walker = (value: unknown, state: State) => unknown;

// One walker a shape, made once: each document of a type goes through them without looking at the schema again.
function walkerOf(shape: object): Walker {
  const absent = isClearable(shape) ? null : undefined;
  const plain = plainWalker(shape);
  const read = labelReaderOf(shape);
  const present = read === null ? plain : labelled(read, plain);
  return (value, state) => {
    if (typeof value !== 'string') return value === null ? absent : present(value, state);
    const text = value.trim();
    return text === '' ? absent : read === null ? text : present(text, state);
  };
}

function labelled(read: LabelReader<unknown>, plain: Walker): Walker {
  return (value, state) => {
    const { value: usable, loss } = read(value);
    if (loss !== undefined && state.warnings.length < MAX_LOSSES) {
      state.warnings.push({ path: state.path.reduce(childPath, ''), loss });
    }
    return plain(usable, state);
  };
}

function plainWalker(shape: object): Walker {
  const { properties, items } = readObject(shape);
  const members = isObject(properties) ? membersWalker(properties) : null;
  const item = isObject(items) ? walkerOf(items) : unshaped;
  return (value, state) => {
    if (typeof value === 'string') return value.trim() || undefined;
    if (value === null) return undefined;
    if (Array.isArray(value)) return list(value, item, state);
    return members === null || !isObject(value) ? value : members(value, state);
  };
}

/** For what no schema speaks of. */
function unshaped(value: unknown, state: State): unknown {
  if (typeof value === 'string') return value.trim() || undefined;
  if (Array.isArray(value)) return list(value, unshaped, state);
  return value ?? undefined;
}

function list(items: readonly unknown[], walk: Walker, state: State): unknown[] {
  const kept: unknown[] = [];
  const end = Math.min(items.length, state.longest + 1);
  for (let index = 0; index < end; index += 1) {
    state.path.push(index);
    kept.push(walk(items[index], state) ?? null);
    state.path.pop();
  }
  return kept;
}

function membersWalker(shapes: Members): (value: Members, state: State) => Members {
  const walkers = Object.entries(shapes).map(([name, shape]) => [name, walkerOf(readObject(shape))] as const);
  return (value, state) => {
    const known: Record<string, unknown> = {};
    for (const [name, walk] of walkers) {
      const sent = value[name];
      if (sent === undefined || !Object.hasOwn(value, name)) continue;
      state.path.push(name);
      const member = walk(sent, state);
      state.path.pop();
      if (member !== undefined) known[name] = member;
    }
    return known;
  };
}

type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}

// The schema itself and not a copy: what marks a label does not show in one.
function readObject(value: unknown): Members {
  return isObject(value) ? value : {};
}
