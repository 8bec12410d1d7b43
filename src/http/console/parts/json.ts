import { type Html, html } from '../html.ts';

/** A JSON value for people: indented, as plain text. */
export function jsonBlock(value: unknown, label: string): Html {
  if (value === null || value === undefined) return html`<p class="none">Nothing.</p>`;
  const text = typeof value === 'string' ? value : jsonText(value);
  return html`<pre tabindex="0" role="region" aria-label="${label}">${text}</pre>`;
}

/** A JSON value as indented text, each number as it was written. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
