import { type Content, type Html, html } from '../html.ts';

/**
 * A part of a page that keeps itself up to date: it asks `url` every few seconds and takes over what has changed in the answer, so that a
 * reader's place, focus and opened parts stay. Without scripts it is what it was when the page was loaded.
 */
export function live(id: string, url: string, content: Content, seconds = 3): Html {
  return html`<div id="${id}" hx-get="${url}" hx-trigger="every ${seconds}s" hx-swap="outerMorph">${content}</div>`;
}
