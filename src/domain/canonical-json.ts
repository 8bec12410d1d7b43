import { JsonNumber } from './json-number.ts';

/**
 * One text for all spellings of a JSON value: keys sorted by code unit, no white space, numbers in their one spelling
 * (`1.0` is `1`, and never equal to the text `"1"`). Takes what `readJson` gives, which bounds its depth; used to hash content.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof JsonNumber) return value.plain;
  if (Array.isArray(value)) {
    let items = '';
    for (const item of value) items += items === '' ? canonicalJson(item) : `,${canonicalJson(item)}`;
    return `[${items}]`;
  }
  if (isObject(value)) {
    let members = '';
    for (const name of Object.keys(value).sort()) {
      members += `${members === '' ? '' : ','}${quoted(name)}:${canonicalJson(value[name])}`;
    }
    return `{${members}}`;
  }
  return JSON.stringify(value);
}

const FIRST_PLAIN = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** As JSON.stringify writes a text; most texts hold nothing that it would write in another way, and a look at each is cheaper. */
function quoted(text: string): string {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const isPlain = unit >= FIRST_PLAIN && unit !== QUOTE && unit !== BACKSLASH;
    if (!isPlain || (unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE)) return JSON.stringify(text);
  }
  return `"${text}"`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
