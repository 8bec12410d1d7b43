import type { PlanSaid } from '../answers.ts';
import { type Html, html } from '../html.ts';
import { jsonBlock } from '../parts/json.ts';

/** The calls that a replay would make now. `words`: what each would send, number for number. */
export function planMarkup(
  id: string,
  { done, calls, note }: PlanSaid,
  words: readonly { readonly request: unknown }[],
): Html {
  return html`<p>Nothing was sent. These are the calls that a replay would make now, from what is known here; what the CRM would answer is assumed where it says so.</p>
${note === null ? null : html`<p class="note wait">${note}</p>`}
<section><h2>Calls</h2>
${calls.length === 0 ? html`<p class="empty">None.</p>` : null}
<ol class="steps">${calls.map(
    (
      { step, verb, module, assumed },
      at,
    ) => html`<li><details><summary><code>${step}</code> <span class="fine">${verb} ${module}</span></summary>
${assumed === null ? null : html`<p class="fine">Assumed: ${assumed}</p>`}
${jsonBlock(words[at]?.request, `Request of ${step}`)}</details></li>`,
  )}</ol></section>
<section><h2>Done already</h2>
${done.length === 0 ? html`<p class="empty">Nothing.</p>` : html`<ul>${done.map((step) => html`<li><code>${step}</code></li>`)}</ul>`}</section>
<p><a href="/console/events/${id}">Back to the event</a></p>`;
}
