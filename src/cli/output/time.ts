import { readInstant } from '../../domain/dates.ts';

/** An instant as `2026-01-31 14:05:09` where the reader is; anything else as it stands. */
export function shortTime(instant: string | null, timeZone: string | undefined): string {
  if (instant === null) return '';
  const known = readInstant(instant);
  if (known === null) return instant;
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(
    new Date(known),
  );
}

/** How long something took, such as `12 ms` or `3.4 s`; empty while it goes on. */
export function duration(from: string | null, to: string | null): string {
  if (from === null || to === null) return '';
  const [begun, ended] = [readInstant(from), readInstant(to)];
  if (begun === null || ended === null) return '';
  const ms = new Date(ended).getTime() - new Date(begun).getTime();
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}
