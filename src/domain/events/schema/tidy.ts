import type { TSchema } from 'typebox';
import { childPath } from '../../faults.ts';
import { JsonNumber } from '../../json-number.ts';
import { isClearable } from './clearable.ts';
import { labelReaderOf } from './label.ts';

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

/**
 * The document with nothing but what its schema names: text trimmed, what is null or blank left out (null where the field is one that an
 * update empties), labels made the best of. Lists end
 * behind the first item that is one too many for any list of an event (`longest`). So whatever else stands in it is ignored, whatever
 * it is. Takes what `readJson` gives, and time in proportion to it.
 */
export function tidy(schema: TSchema, document: unknown, longest: number): Tidy {
  const warnings: SentLoss[] = [];
  return { document: walk(schema, document, ''), warnings };

  function walk(shape: object, value: unknown, path: string): unknown {
    if (isAbsent(value)) return isClearable(shape) ? null : undefined;
    const read = labelReaderOf(shape);
    return read === null ? plain(shape, value, path) : labelled(shape, read, value, path);
  }

  function labelled(shape: object, read: LabelReading, value: unknown, path: string): unknown {
    const { value: usable, loss } = read(value);
    if (loss !== undefined && warnings.length < MAX_LOSSES) warnings.push({ path, loss });
    return plain(shape, usable, path);
  }

  function plain(shape: object, value: unknown, path: string): unknown {
    if (typeof value === 'string') return value.trim() || undefined;
    if (value === null) return undefined;
    const { properties, items } = readObject(shape);
    if (Array.isArray(value)) {
      const short = value.slice(0, longest + 1);
      const shapeOfItems = readObject(items);
      return short.map((item, index) => walk(shapeOfItems, item, childPath(path, index)) ?? null);
    }
    if (!isObject(value) || properties === undefined) return value;
    return members(readObject(properties), value, path);
  }

  function members(shapes: Members, value: Members, path: string): Members {
    const known: Record<string, unknown> = {};
    for (const [name, shape] of Object.entries(shapes)) {
      if (!Object.hasOwn(value, name)) continue;
      const member = walk(readObject(shape), value[name], childPath(path, name));
      if (member !== undefined) known[name] = member;
    }
    return known;
  }
}

type Members = Readonly<Record<string, unknown>>;
type LabelReading = NonNullable<ReturnType<typeof labelReaderOf>>;

function isAbsent(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}

// The schema itself and not a copy: what marks a label does not show in one.
function readObject(value: unknown): Members {
  return isObject(value) ? value : {};
}
