import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** The bytes of buffers that something in this process still holds: what waits to be collected is none of them. */
export function heldBuffers(): number {
  if (typeof collect !== 'function') throw new TypeError('V8 gives its gc where --expose-gc is set');
  collect();
  // What one collection found free is given back beside it, on another thread; the next one begins when that has ended.
  collect();
  return process.memoryUsage().arrayBuffers;
}
