import type { EventStory } from '../answers.ts';
import { type Html, html } from '../html.ts';
import { time } from '../parts/time.ts';

/** What each class of failure means for whoever looks at a dead event, and what to do. */
const ADVICE: Readonly<Record<string, string>> = {
  transient:
    'The CRM or the network failed again and again. Look whether the CRM is well, then replay: it goes on from the first step that is not done.',
  permanent:
    'A replay as it is would fail in the same way. Mend the cause first: in the CRM or the configuration, then replay; or in the payload, by an amendment.',
  ambiguous:
    'It could not be told which record is meant, or what is right. Decide it in the CRM (merge or delete what is doubled), then replay.',
  auth: 'The CRM refuses our credentials or our rights. Mend them there or in the configuration, then replay.',
};

/** The first thing that a reader has to know of an event: how it stands, why, and what to do. */
export function verdict(event: EventStory, now: Date): Html {
  const { status, error, warnings, waiting_for, payload_removed_at } = event;
  switch (status) {
    case 'done':
      if (payload_removed_at !== null)
        return html`<p class="note off">Done ${time(event.finished_at, now)}. Retention removed its payload and its steps ${time(payload_removed_at, now)}; what it made stands in the CRM.</p>`;
      return warnings.length === 0
        ? html`<p class="note good">Done ${time(event.finished_at, now)}: everything stands in the CRM.</p>`
        : html`<p class="note wait">Done ${time(event.finished_at, now)}, with ${warnings.length} warning${warnings.length === 1 ? '' : 's'}: what they name is not as the shop wants it. Mend it, then replay with <em>repair</em>.</p>`;
    case 'dead':
      return html`<div class="note bad"><p><strong>Dead: it needs a person.</strong></p>${reason(event)}<p>${ADVICE[error?.class ?? ''] ?? ''} <a href="#decisions">What can be done</a></p></div>`;
    case 'retrying':
      return html`<div class="note wait"><p>It failed and is tried again ${time(event.next_attempt_at, now)}. Nobody has to do anything.</p>${reason(event)}</div>`;
    case 'waiting':
      return html`<p class="note wait">It waits for ${waiting_for ?? 'what comes before it'}, and goes on by itself when that is there. It looks again ${time(event.next_attempt_at, now)}.</p>`;
    case 'discarded':
      return html`<div class="note off"><p>Discarded for good ${time(event.finished_at, now)}: somebody decided so.</p>${reason(event)}</div>`;
    case 'running':
      return html`<p class="note busy">It runs at this moment.</p>`;
    default:
      return pending(event);
  }
}

function pending({ holder }: EventStory): Html {
  if (holder === null) return html`<p class="note busy">It is about to run.</p>`;
  return html`<p class="note wait">It comes after <a href="/console/events/${holder.id}">${holder.type}</a>, which is ${holder.status}: they share a customer or an order, and run one after another.</p>`;
}

function reason({ error }: EventStory): Html | null {
  if (error === null) return null;
  return html`<p>${error.message}</p>
<p class="fine">Code <code>${error.code}</code>, class <code>${error.class}</code>${error.step === null ? null : html`, at step <code>${error.step}</code>`}</p>`;
}
