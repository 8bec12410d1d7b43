import type { TrialSaid } from '../answers.ts';
import { eventsMarkup } from '../events/event-table.ts';
import { type Html, html } from '../html.ts';
import { antiForgeryField } from '../parts/layout.ts';

/** A bulk replay that is about to be asked for: what it would take, and how. */
export interface ReplayOrderView {
  readonly filter: URLSearchParams;
  readonly trial: TrialSaid;
  readonly antiForgery: string;
  readonly newKey: string;
  readonly now: Date;
}

const RATE = 5;
/** Filters that a bulk replay does not know: it takes all, oldest first. */
export const OF_LISTS = ['cursor', 'limit', 'order', 'mode'];

/** Count and sample first, then the form that begins the replay of exactly these. */
export function replayOrderMarkup({ filter, trial, antiForgery, newKey, now }: ReplayOrderView): Html {
  const { count, sample } = trial;
  const mode = filter.get('mode') ?? 'resume';
  const words = [...filter].filter(([name]) => name !== 'mode').map(([name, value]) => `${name} ${value}`);
  return html`<p>${words.length === 0 ? 'All dead events.' : html`Events with ${words.join(', ')}.`} <a href="/console/events?${filter.toString()}">Change the selection</a></p>
${
  count === 0
    ? html`<p class="note wait">Nothing matches that can be replayed in this way.</p>`
    : html`<p class="count"><strong>${count}</strong> event${count === 1 ? '' : 's'} would be replayed, the oldest first${count > sample.length ? html`; these are the first ${sample.length}` : null}.</p>`
}
${eventsMarkup(sample, now, '')}
${
  count === 0
    ? null
    : html`<form method="post" action="/console/replays" class="decision">
${antiForgeryField(antiForgery)}<input type="hidden" name="key" value="${newKey}"><input type="hidden" name="filter" value="${filter.toString()}">
<h2>Begin it</h2>
<div class="field"><label for="name">Name</label><input id="name" name="name" required maxlength="255" value="${nameOf(filter)}"></div>
<div class="field"><label for="reason">Why (for the audit)</label><input id="reason" name="reason" required maxlength="1000"></div>
<div class="field"><label for="rate">Pace (events a second, 0.1 to 200)</label><input id="rate" name="rate" type="number" min="0.1" max="200" step="0.1" value="${RATE}" required></div>
<fieldset><legend>How</legend>
${modeChoice('resume', 'go on from the first step that is not done', mode)}
${modeChoice('again', 'look at every step again, and make what is gone from the CRM', mode)}
${modeChoice('repair', 'of events that are done: try again what they warned of', mode)}
</fieldset>
<p>The set is frozen when you press the button: what fails later does not join it. It can be cancelled at any time.</p>
<p class="buttons"><button>Replay ${count}</button> <a href="/console/events?${filter.toString()}">Leave it</a></p>
</form>`
}`;
}

function modeChoice(mode: string, what: string, chosen: string): Html {
  return html`<label class="check"><input type="radio" name="mode" value="${mode}" ${mode === chosen ? html`checked` : null}> <strong>${mode}</strong>: ${what}</label>`;
}

function nameOf(filter: URLSearchParams): string {
  const code = filter.get('error_code');
  return code === null ? '' : `after ${code}`.slice(0, 255);
}
