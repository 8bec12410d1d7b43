/** What PHP makes of a query string or form: text, or an ordered map where brackets were used. */
export type PhpValue = string | PhpMap;
export type PhpMap = Map<string, PhpValue>;

/** Parses `page[size]=1&filter[name][eq]=x` as PHP does; `+` is a space, the last of two equal names wins. */
export function parsePhpQuery(query: string): PhpMap {
  const root: PhpMap = new Map();
  for (const pair of query.split('&')) {
    if (pair === '') {
      continue;
    }
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    set(root, keysOf(name), equals === -1 ? '' : decode(pair.slice(equals + 1)));
  }
  return root;
}

/** Writes a map back as SuiteCRM writes its paging links: nothing percent-encoded. */
export function formatPhpQuery(map: PhpMap, prefix = ''): string {
  const parts: string[] = [];
  for (const [key, value] of map) {
    const name = prefix === '' ? key : `${prefix}[${key}]`;
    parts.push(typeof value === 'string' ? `${name}=${value}` : formatPhpQuery(value, name));
  }
  return parts.join('&');
}

/** A form body as the plain object its JSON would be. */
export function phpMapToObject(map: PhpMap): Record<string, unknown> {
  return Object.fromEntries(
    [...map].map(([key, value]) => [key, typeof value === 'string' ? value : phpMapToObject(value)]),
  );
}

function keysOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0) {
    return [name];
  }
  const keys = [...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  return [name.slice(0, open), ...keys];
}

function set(map: PhpMap, keys: readonly string[], value: string): void {
  const [first = '', ...rest] = keys;
  const key = first === '' ? String(map.size) : first;
  if (rest.length === 0) {
    map.set(key, value);
    return;
  }
  const existing = map.get(key);
  const child: PhpMap = existing instanceof Map ? existing : new Map();
  map.set(key, child);
  set(child, rest, value);
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
