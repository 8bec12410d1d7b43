import type { EventStory, EventWords, StepRow } from '../answers.ts';
import { type Html, html } from '../html.ts';
import { badge } from '../parts/badges.ts';
import { jsonBlock } from '../parts/json.ts';
import { time } from '../parts/time.ts';

/** The calls of an event in their order, each with what was sent and what came back. */
export function stepList({ steps, payload_removed_at }: EventStory, words: EventWords['steps'], now: Date): Html {
  if (payload_removed_at !== null)
    return html`<p class="empty">Retention removed them ${time(payload_removed_at, now)}; the <a href="/console/links">links</a> name the records.</p>`;
  if (steps.length === 0) return html`<p class="empty">No call was made for it yet.</p>`;
  return html`<ol class="steps">${steps.map((step, at) => html`<li>${stepMarkup(step, words[at], now)}</li>`)}</ol>`;
}

function stepMarkup(step: StepRow, words: EventWords['steps'][number] | undefined, now: Date): Html {
  const { key, status, verb, module, attempts, outcome_unknown, started_at, duration_ms } = step;
  return html`<details id="step-${key}"><summary>${badge(status)} <code>${key}</code>
<span class="fine">${verb} ${module}${duration_ms === null ? null : html`, ${duration_ms} ms`}${attempts > 1 ? html`, ${attempts} tries` : null}</span></summary>
${outcome_unknown ? html`<p class="note wait">The last call may have taken effect: the next try looks first.</p>` : null}
<p>Began ${time(started_at, now)}. ${recordLink(step)}</p>
<h4>Request</h4>${jsonBlock(words?.request, `Request of ${key}`)}
<h4>Answer</h4>${jsonBlock(words?.response, `Answer to ${key}`)}
</details>`;
}

function recordLink({ crm_id, crm_url, module }: StepRow): Html | null {
  if (crm_id === null) return null;
  return html`Record: ${crmLink(module, crm_id, crm_url)}`;
}

/** A record of the CRM, as a link to its page there where that is known. */
export function crmLink(module: string, crmId: string, url: string | null): Html {
  if (url === null) return html`<code>${module} ${crmId}</code>`;
  return html`<a href="${url}" rel="external noreferrer">${module} <code>${crmId}</code></a>`;
}
