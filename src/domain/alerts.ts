/** Every type of alert that leaves the service: each is sent at most once in a while. */
export const ALERT_TYPES = [
  'alert.error_group',
  'alert.event_dead',
  'alert.crm_away',
  'alert.crm_back',
  'alert.webhooks_refused',
  'alert.oldest_event',
  'alert.data_request',
] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

/** What becomes of what is to be told: `suppressed` = kept for the next alert of its type, since the last one was sent a moment ago. */
export const ALERT_OUTCOMES = ['sent', 'failed', 'suppressed'] as const;
export type AlertOutcome = (typeof ALERT_OUTCOMES)[number];

export function isAlertType(text: string): text is AlertType {
  return ALERT_TYPES.some((type) => type === text);
}
