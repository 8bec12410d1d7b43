import type { BacklogMoment } from '../../../operations/backlog-trend.ts';
import type { HealthReport } from '../../health.ts';
import { type Html, html } from '../html.ts';
import { span } from '../parts/time.ts';

const WIDTH = 300;
const HEIGHT = 48;
const MIN_SPAN_S = 60;

/** How much waits, whether it grows, and how long it would take. */
export function backlogMarkup(backlog: HealthReport['backlog'], trend: readonly BacklogMoment[]): Html {
  if (backlog === null) return html`<p class="empty">It cannot be told while the database does not answer.</p>`;
  const counts = [
    ['pending', backlog.pending],
    ['waiting', backlog.waiting],
    ['retrying', backlog.retrying],
    ['dead', backlog.dead],
  ] as const;
  return html`<ul class="counts">${counts.map(
    ([status, count]) =>
      html`<li><a href="/console/events?status=${status}"><strong>${count}</strong> ${status}</a></li>`,
  )}</ul>
<p>${backlog.pending === 0 ? 'Nothing waits to run.' : html`The oldest has waited for ${span(backlog.oldest_pending_age_s)}. ${outlook(trend)}`}</p>
${chart(trend)}`;
}

/** Whether what waits to run gets less, and how long it would take at the pace of the last minutes. */
function outlook(trend: readonly BacklogMoment[]): string {
  const first = trend.at(0);
  const last = trend.at(-1);
  if (first === undefined || last === undefined) return '';
  const seconds = (last.at.getTime() - first.at.getTime()) / 1000;
  if (seconds < MIN_SPAN_S) return '';
  const gone = (first.open - last.open) / seconds;
  if (gone > 0) return `At the pace of the last ${span(seconds)} it is done in ${span(last.open / gone)}.`;
  return gone === 0
    ? `It has stayed as it is for ${span(seconds)}.`
    : `It has grown by ${last.open - first.open} in the last ${span(seconds)}.`;
}

function chart(trend: readonly BacklogMoment[]): Html | null {
  const first = trend.at(0);
  const last = trend.at(-1);
  if (first === undefined || last === undefined || first === last) return null;
  const from = first.at.getTime();
  const length = last.at.getTime() - from;
  const most = Math.max(1, ...trend.map(({ open }) => open));
  const points = trend.map(({ at, open }) => {
    const x = ((at.getTime() - from) / length) * WIDTH;
    const y = HEIGHT - (open / most) * HEIGHT;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const label = `Open events over the last ${span(length / 1000)}: ${first.open} then, ${last.open} now, at most ${most}`;
  return html`<figure class="chart"><svg viewBox="-2 -2 ${WIDTH + 4} ${HEIGHT + 4}" role="img" aria-label="${label}"><polyline points="${points.join(' ')}"/></svg>
<figcaption class="fine">${label}</figcaption></figure>`;
}
