import { type Html, html } from '../html.ts';

const SECOND_MS = 1000;
const UNITS = [
  ['d', 24 * 60 * 60],
  ['h', 60 * 60],
  ['min', 60],
  ['s', 1],
] as const;

/** An instant for people: date and time with its zone, and how far away it is. `iso`: ISO 8601; null is a dash. */
export function time(iso: string | null, now: Date): Html {
  if (iso === null) return html`<span class="none">–</span>`;
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time> <span class="ago">${distance(iso, now)}</span>`;
}

/** How far an instant is away, as people say it. */
export function distance(iso: string, now: Date): string {
  const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / SECOND_MS);
  if (seconds === 0) return 'now';
  return seconds < 0 ? `${span(-seconds)} ago` : `in ${span(seconds)}`;
}

/** A length of time by its two largest units: `2 h 5 min`. */
export function span(seconds: number): string {
  const parts: string[] = [];
  let left = Math.max(0, Math.round(seconds));
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
