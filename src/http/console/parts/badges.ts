import { type Html, html } from '../html.ts';

/** How a state looks beside its word, which alone says everything. */
const TONES: Readonly<Record<string, string>> = {
  done: 'good',
  ok: 'good',
  up: 'good',
  finished: 'good',
  running: 'busy',
  pending: 'busy',
  waiting: 'wait',
  retrying: 'wait',
  paused: 'wait',
  degraded: 'wait',
  dead: 'bad',
  down: 'bad',
  failed: 'bad',
  discarded: 'off',
  cancelled: 'off',
  held_back: 'wait',
  given_back: 'off',
  lost: 'wait',
};

/** A state as a word with a colour. */
export function badge(state: string): Html {
  return html`<span class="badge ${TONES[state] ?? 'off'}">${state}</span>`;
}
