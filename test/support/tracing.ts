import { randomBytes } from 'node:crypto';
import { passOnTraces, type RandomBytes, type Tracing } from '../../src/domain/trace.ts';

/** The tracing of a service whose traces nobody records. */
export function unrecorded(random: RandomBytes = randomBytes): Tracing {
  return passOnTraces(random, () => performance.now());
}
