import { randomFillSync } from 'node:crypto';
import type { RandomBytes } from '../domain/trace.ts';

/** What is drawn from the system at once: the ids of some hundred traces. */
const POOL_BYTES = 8192;

/** Makes a source of random bytes of the system, none of them given twice; at most 8 KiB at once. They are drawn ahead, many with one call. */
export function createRandomBytes(): RandomBytes {
  let pool = new Uint8Array(POOL_BYTES);
  let drawn = POOL_BYTES;
  return (size) => {
    if (drawn + size > POOL_BYTES) {
      pool = randomFillSync(new Uint8Array(POOL_BYTES));
      drawn = 0;
    }
    drawn += size;
    return pool.subarray(drawn - size, drawn);
  };
}
