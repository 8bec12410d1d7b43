import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { Alerts, type AlertTimings } from '../alerts/alerts.ts';
import { crmAway } from '../alerts/kinds/crm-away.ts';
import { dataRequest } from '../alerts/kinds/data-request.ts';
import { errorGroup } from '../alerts/kinds/error-group.ts';
import { eventDead } from '../alerts/kinds/event-dead.ts';
import { oldestEvent } from '../alerts/kinds/oldest-event.ts';
import { webhooksRefused } from '../alerts/kinds/webhooks-refused.ts';
import { createAlertPost } from '../alerts/post-alert.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/client.ts';
import type { ServiceEvents } from '../domain/service-events.ts';
import type { ConnectedCrm } from './crm-connections.ts';

/** What alerts take from the service. */
export interface AlertConnections {
  readonly database: Database;
  readonly events: ServiceEvents;
  readonly log: Logger;
  readonly crms: ReadonlyMap<string, { readonly breaker: Pick<ConnectedCrm['breaker'], 'paused'> }>;
  readonly now: () => Date;
  readonly timings: AlertTimings;
}

/** A receiver that takes longer is asked again, and then with the next alert. */
export const ALERT_TIMINGS: AlertTimings = {
  tickMs: 15_000,
  gapMs: 1_000,
  timeoutMs: 5_000,
  backoffMs: [1_000, 5_000],
};

/** The alerts of a service, which hear from now on; null where nobody is to be told. */
export function connectAlerts(
  { alerts, publicUrl }: Pick<Config, 'alerts' | 'publicUrl'>,
  { database, events, log, crms, now, timings }: AlertConnections,
): Alerts | null {
  if (alerts === null) return null;
  const isPaused = (crm: string) => crms.get(crm)?.breaker.paused;
  return new Alerts({
    database,
    // In the order in which they are told.
    kinds: [
      crmAway({ database, isPaused, clock: now }),
      errorGroup(database, now),
      eventDead(now),
      webhooksRefused(now),
      oldestEvent(database),
      dataRequest(now),
    ],
    post: createAlertPost(alerts, timings.timeoutMs),
    consoleUrl: publicUrl === null ? null : `${publicUrl}/console`,
    now,
    newId: uuidv7,
    events,
    log,
    timings,
  });
}
