import type { HrTime } from '@opentelemetry/api';

/** A machine that slept, or whose clock was set, is off by more; what is less is the milliseconds of its clock. */
const OFF_MS = 50;

/**
 * Tells when a moment of the monotonic clock was: as fine as that one, so that what lies within something else is seen to, and true again
 * once the wall clock was set. `monotonic` in milliseconds.
 */
export function wallClock(now: () => Date, monotonic: () => number): (moment: number) => HrTime {
  let ahead = now().getTime() - monotonic();
  return (moment) => {
    const aheadNow = now().getTime() - monotonic();
    if (Math.abs(aheadNow - ahead) > OFF_MS) ahead = aheadNow;
    const unixMs = Math.max(0, moment + ahead);
    const seconds = Math.floor(unixMs / 1000);
    return [seconds, Math.min(999_999_999, Math.round((unixMs - seconds * 1000) * 1e6))];
  };
}
