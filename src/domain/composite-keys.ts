/**
 * Every key that is made of several parts is made here. Each part is written so that it cannot be taken for its neighbour: what
 * divides the parts, and the percent sign, stand in it as in a URL. So no two lists of parts make one key, and a key of plain parts
 * reads as it is.
 */

/** The key of a step in an event's journal: words of ours and names of the shop's, as `product MISM01 look-up`. */
export function stepKey(...parts: readonly string[]): string {
  return parts.map((part) => encoded(part, /[%\s]/g)).join(' ');
}

/** The shop's name for a part of something, as `OTR2020121600004/1`: the second half of a key in the mapping. */
export function localId(...parts: readonly string[]): string {
  return parts.map((part) => encoded(part, /[%/]/g)).join('/');
}

/** The parts that a key of `localId` was made of. */
export function partsOf(key: string): string[] {
  return key.split('/').map((part) => part.replace(/%2[5F]/gi, (code) => decodeURIComponent(code)));
}

/** What the mark of a contract's line says, as `B-77/1`; brackets would end the mark. */
export function markText(...parts: readonly string[]): string {
  return parts.map((part) => encoded(part, /[%/[\]]/g)).join('/');
}

/** What an event belongs together by with others, as `order:experience:OTR2020121600004`: only the last part may hold a colon. */
export function belongingKey(kind: string, scope: string, id: string): string {
  return `${kind}:${encodeURIComponent(scope)}:${id}`;
}

function encoded(part: string, dividers: RegExp): string {
  return part.replace(dividers, (character) => encodeURIComponent(character));
}
