import type { Cause } from '../answers.ts';
import { type Content, type Html, html } from '../html.ts';
import { type Cells, tableMarkup } from '../parts/table.ts';
import { time } from '../parts/time.ts';

/** Failed events grouped by their cause, each with a way to look at them and to replay them together. */
export function causeTable(causes: readonly Cause[], asked: URLSearchParams, now: Date, whenEmpty: Content): Html {
  const columns: readonly Cells<Cause>[] = [
    {
      head: 'Cause',
      cell: ({ error_code, error_step }) =>
        html`<code>${error_code}</code>${error_step === null ? null : html` at ${error_step}`}`,
    },
    { head: 'Class', cell: ({ error_class }) => error_class, wide: true },
    { head: 'Of', cell: ({ type }) => type },
    { head: 'Events', cell: ({ count }) => count, number: true },
    { head: 'First', cell: ({ first_at }) => time(first_at, now), wide: true },
    { head: 'Last', cell: ({ last_at }) => time(last_at, now) },
    { head: 'What to do', cell: (cause) => ways(cause, asked) },
  ];
  return tableMarkup('Failures by cause', columns, causes, whenEmpty);
}

function ways(cause: Cause, asked: URLSearchParams): Html {
  const filter = filterOf(cause, asked).toString();
  return html`<a href="/console/events/${cause.sample}">Look at one</a> <a href="/console/events?${filter}">All ${cause.count}</a> <a href="/console/replays/new?${filter}">Replay them…</a>`;
}

/** The filter that finds the events of a cause among those that were asked for. */
function filterOf({ error_class, error_code, error_step, type }: Cause, asked: URLSearchParams): URLSearchParams {
  const filter = new URLSearchParams(asked);
  filter.set('error_class', error_class);
  filter.set('error_code', error_code);
  if (error_step !== null) filter.set('error_step', error_step);
  filter.set('type', type);
  if (!filter.has('status')) filter.set('status', 'dead');
  return filter;
}
