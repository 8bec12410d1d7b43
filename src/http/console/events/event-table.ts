import type { EventRow } from '../answers.ts';
import { type Content, type Html, html } from '../html.ts';
import { badge } from '../parts/badges.ts';
import { type Cells, tableMarkup } from '../parts/table.ts';
import { time } from '../parts/time.ts';

/** What an event is about, in ids alone: whose they are is shown where it is needed. */
export function aboutEvent({ order_id, refund_id, user_id, topic }: EventRow): Html {
  const parts = [
    order_id === null ? null : html`order ${order_id}`,
    refund_id === null ? null : html`refund ${refund_id}`,
    order_id === null && user_id !== null ? html`customer ${user_id}` : null,
    topic === null ? null : html`${topic}`,
  ].filter((part) => part !== null);
  return html`${parts.map((part, at) => (at === 0 ? part : html`, ${part}`))}`;
}

/** Events as a table. */
export function eventsMarkup(events: readonly EventRow[], now: Date, whenEmpty: Content): Html {
  const columns: readonly Cells<EventRow>[] = [
    { head: 'Event', cell: (event) => html`<a href="/console/events/${event.id}">${event.type}</a>` },
    { head: 'Status', cell: ({ status }) => badge(status) },
    { head: 'About', cell: aboutEvent },
    { head: 'What is wrong', cell: faultOf },
    { head: 'Of', cell: ({ business_unit, shop }) => shop ?? business_unit, wide: true },
    { head: 'Tries', cell: ({ attempts }) => attempts, wide: true, number: true },
    { head: 'Received', cell: ({ received_at }) => time(received_at, now) },
  ];
  return tableMarkup('Events', columns, events, whenEmpty);
}

function faultOf({ error, warnings, waiting_for }: EventRow): Html {
  if (error !== null) return html`<code>${error.code}</code>${error.step === null ? null : html` at ${error.step}`}`;
  if (waiting_for !== null) return html`waits for ${waiting_for}`;
  if (warnings.length > 0) return html`${warnings.length} warning${warnings.length === 1 ? '' : 's'}`;
  return html`<span class="none">–</span>`;
}
