import type { Problem } from '../../problem.ts';
import { type Html, html } from '../html.ts';

/** Why something was not done, for the person who asked for it. */
export function problemNote({ title, status, detail, errors }: Problem): Html {
  return html`<div class="note bad" role="alert">
<p><strong>${title}.</strong> ${detail}</p>
${
  errors === undefined
    ? null
    : html`<ul>${errors.map(({ path, message }) => html`<li><code>${path}</code> ${message}</li>`)}</ul>`
}
${status >= 500 ? html`<p>Nothing was changed. It can be tried again.</p>` : null}
</div>`;
}
