import { randomFillSync } from 'node:crypto';

/** What is drawn from the system at once: the ids of some hundred traces. */
const POOL_BYTES = 8192;

let pool = new Uint8Array(POOL_BYTES);
let drawn = POOL_BYTES;

/** Random bytes of the system, none of them twice; at most 8 KiB. Drawn ahead, since each drawing costs as much as the hash of an order. */
export function drawRandomBytes(size: number): Uint8Array {
  if (drawn + size > pool.length) {
    pool = randomFillSync(new Uint8Array(POOL_BYTES));
    drawn = 0;
  }
  drawn += size;
  return pool.subarray(drawn - size, drawn);
}
