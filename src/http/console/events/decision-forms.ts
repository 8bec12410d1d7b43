import type { EventStory } from '../answers.ts';
import { type Content, type Html, html } from '../html.ts';
import { antiForgeryField } from '../parts/layout.ts';

/** What the forms of an event's page stand on. */
export interface DecisionView {
  readonly event: EventStory;
  readonly antiForgery: string;
  readonly newKey: string;
}

/** How an event can be replayed, with what each way does. */
const MODES: Readonly<Record<string, string>> = {
  resume: 'go on from the first step that is not done',
  repair: 'try again what it warned of',
  again: 'look at every step again, and make what is gone from the CRM',
};

/** Which ways of a replay an event of this status has. */
export function modesOf({
  status,
  warnings,
  payload_removed_at,
}: Pick<EventStory, 'status' | 'warnings' | 'payload_removed_at'>): readonly string[] {
  if (payload_removed_at !== null) return [];
  if (status === 'dead') return ['resume', 'again'];
  if (status === 'done') return warnings.length > 0 ? ['repair', 'again'] : ['again'];
  return status === 'retrying' || status === 'waiting' ? ['resume'] : [];
}

/** What a person can do to an event as it stands; each form says why it is done. */
export function decisionForms(view: DecisionView): Html {
  const { event } = view;
  const modes = modesOf(event);
  const forms: Content[] = [];
  if (modes.length > 0) forms.push(replayForm(view, modes));
  if (event.status === 'dead' && event.topic === null) {
    forms.push(
      html`<p><a class="button" href="/console/events/${event.id}/amend">Amend the payload…</a> <span class="fine">where the shop sent something that can never be carried out</span></p>`,
    );
  }
  if (event.status === 'dead' || event.status === 'retrying' || event.status === 'waiting')
    forms.push(discardForm(view));
  if (forms.length === 0) return html`<p class="empty">${nothing(event)}</p>`;
  return html`${forms.map((form) => html`${form}`)}`;
}

function nothing({ status, payload_removed_at }: EventStory): string {
  if (payload_removed_at !== null && status === 'done')
    return 'Nothing more: without its payload it cannot be replayed. Send what has changed as an update, or a refund.';
  return NOTHING[status] ?? 'Nothing at this moment.';
}

const NOTHING: Readonly<Record<string, string>> = {
  running: 'It runs: wait for its end.',
  pending: 'It is about to run: wait for its end.',
  discarded: 'Nothing more: it was discarded for good.',
};

function replayForm({ event, antiForgery, newKey }: DecisionView, modes: readonly string[]): Html {
  return html`<form method="post" action="/console/events/${event.id}/replay" class="decision">
${antiForgeryField(antiForgery)}<input type="hidden" name="key" value="${newKey}-replay">
<h3>Replay</h3>
<fieldset><legend>How</legend>${modes.map(
    (mode, at) =>
      html`<label class="check"><input type="radio" name="mode" value="${mode}" ${at === 0 ? html`checked` : null}> <strong>${mode}</strong>: ${MODES[mode] ?? ''}</label>`,
  )}</fieldset>
${reasonField(`replay-reason`)}
<p class="buttons"><button>Replay</button> ${modes.map(
    (mode) => html`<a href="/console/events/${event.id}/plan?mode=${mode}">Calls of <em>${mode}</em></a>`,
  )}</p>
</form>`;
}

function discardForm({ event, antiForgery, newKey }: DecisionView): Html {
  return html`<details class="decision"><summary>Discard…</summary>
<form method="post" action="/console/events/${event.id}/discard">
${antiForgeryField(antiForgery)}<input type="hidden" name="key" value="${newKey}-discard">
<p>It is given up for good: what it tells will not stand in the CRM. What was written there already stays.</p>
${reasonField('discard-reason')}
<p class="buttons"><button class="danger">Discard for good</button></p>
</form></details>`;
}

/** Where a person says why, for the audit. */
export function reasonField(id: string, value = ''): Html {
  return html`<div class="field"><label for="${id}">Why (for the audit)</label><input id="${id}" name="reason" required maxlength="1000" value="${value}"></div>`;
}
