import type { Problem } from '../../problem.ts';
import type { EventStory } from '../answers.ts';
import { type Html, html } from '../html.ts';
import { jsonText } from '../parts/json.ts';
import { antiForgeryField } from '../parts/layout.ts';
import { problemNote } from '../parts/problem.ts';
import { reasonField } from './decision-forms.ts';

/** An amendment as it is written. */
export interface AmendDraft {
  readonly event: EventStory;
  readonly antiForgery: string;
  /** The payload as a JSON value, or as the text that was typed. */
  readonly payload: unknown;
  readonly reason: string;
  readonly refused: Problem | null;
}

/** The payload of a dead event as a text to be changed. */
export function amendForm({ event, antiForgery, payload, reason, refused }: AmendDraft): Html {
  const text = typeof payload === 'string' ? payload : jsonText(payload);
  return html`${refused === null ? null : problemNote(refused)}
<p>What is written here takes the place of what the shop sent, and the event is replayed with it. The first payload is kept and shown beside it. Type and ids stay as they are; whoever changes an amount answers for it: the reason stands in the audit.</p>
${event.error === null ? null : html`<p class="note bad">It died of: ${event.error.message}</p>`}
<form method="post" action="/console/events/${event.id}/amend" class="decision">
${antiForgeryField(antiForgery)}
<div class="field"><label for="payload">Payload</label><textarea id="payload" name="payload" rows="24" spellcheck="false" required>
${text}</textarea></div>
${reasonField('amend-reason', reason)}
<p class="buttons"><button>Amend and replay</button> <a href="/console/events/${event.id}">Leave it as it is</a></p>
</form>`;
}
