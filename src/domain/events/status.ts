/** The statuses of an event, in the order of its life. */
export const EVENT_STATUSES = ['pending', 'running', 'waiting', 'retrying', 'done', 'dead', 'discarded'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

export function isEventStatus(text: string): text is EventStatus {
  return EVENT_STATUSES.some((status) => status === text);
}
