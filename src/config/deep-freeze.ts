/** A map that throws on every attempt to change it. */
export class FrozenMap<K, V> extends Map<K, V> {
  constructor(entries: Iterable<readonly [K, V]>) {
    super();
    for (const [key, value] of entries) super.set(key, value);
  }

  override set(): never {
    throw new TypeError('This map is frozen');
  }

  override delete(): never {
    throw new TypeError('This map is frozen');
  }

  override clear(): never {
    throw new TypeError('This map is frozen');
  }
}

/** Freezes plain objects, lists and the values of maps, all the way down. Bytes cannot be frozen and stay as they are. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const members = value instanceof Map ? value.values() : Object.values(value);
  for (const member of members) deepFreeze(member);
  return Object.freeze(value);
}
