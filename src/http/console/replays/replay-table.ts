import type { ReplayRow } from '../answers.ts';
import { type Content, type Html, html } from '../html.ts';
import { badge } from '../parts/badges.ts';
import { type Cells, tableMarkup } from '../parts/table.ts';
import { span, time } from '../parts/time.ts';

/** Bulk replays as a table. */
export function replayTable(replays: readonly ReplayRow[], now: Date, whenEmpty: Content): Html {
  const columns: readonly Cells<ReplayRow>[] = [
    { head: 'Name', cell: ({ id, name }) => html`<a href="/console/replays/${id}">${name}</a>` },
    { head: 'Status', cell: ({ status }) => badge(status) },
    { head: 'Progress', cell: progress },
    { head: 'By', cell: ({ actor }) => actor, wide: true },
    { head: 'Begun', cell: ({ created_at }) => time(created_at, now) },
  ];
  return tableMarkup('Bulk replays', columns, replays, whenEmpty);
}

/** How far a bulk replay is, as a bar and in words. */
export function progress({ total, done, failed, pending, eta_s }: ReplayRow): Html {
  const left = pending > 0 && eta_s !== null ? html`, about ${span(eta_s)} left` : null;
  return html`<progress max="${Math.max(total, 1)}" value="${done + failed}" aria-label="${done + failed} of ${total}"></progress>
<span class="fine">${done} done, ${failed} failed, ${pending} to go of ${total}${left}</span>`;
}
