import { AuditPageSchema } from '../../admin/record-routes.ts';
import { EventDetailsSchema } from '../../admin/views.ts';
import { type AuditRow, type EventStory, EventWords } from '../answers.ts';
import type { Desk } from '../desk.ts';

/** Everything that the page of one event tells. */
export interface EventTold {
  readonly title: string;
  readonly event: EventStory;
  /** What shop and CRM said, each number as it was written. */
  readonly words: EventWords;
  /** What people did to it, the newest first. */
  readonly decisions: readonly AuditRow[];
}

/** Reads an event with all that is known of it. Throws `DeskRefused` where there is none. */
export async function readStory(desk: Desk, actor: string, id: string): Promise<EventTold> {
  const path = `/admin/events/${encodeURIComponent(id)}`;
  const { said: event, exact: words } = await desk.askExactly(actor, [EventDetailsSchema, EventWords], {
    method: 'GET',
    path,
  });
  const query = new URLSearchParams({ subject: event.id });
  const { entries } = await desk.ask(actor, AuditPageSchema, { method: 'GET', path: '/admin/audit', query });
  return { title: titleOf(event), event, words, decisions: entries };
}

function titleOf({ type, order_id, refund_id, user_id, topic, shop }: EventStory): string {
  if (topic !== null) return `${shop ?? ''} ${topic}`.trim();
  const of = refund_id ?? order_id ?? user_id;
  return of === null ? type : `${type} ${of}`;
}
