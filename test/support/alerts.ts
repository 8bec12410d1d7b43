import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { afterEach } from 'vitest';
import type { Alerts, AlertTimings } from '../../src/alerts/alerts.ts';
import type { Database } from '../../src/database/client.ts';
import { type RunEnded, ServiceEvents } from '../../src/domain/service-events.ts';
import { connectAlerts } from '../../src/service/connect-alerts.ts';
import { createVerifier } from '../../src/webhooks/verify-signature.ts';
import { listenUntilEnd } from './http/server.ts';
import { silent } from './worker.ts';

const KEY = Buffer.alloc(32, 3);
const verify = createVerifier([KEY]);
export const ALERT_SECRET = `whsec_${KEY.toString('base64')}`;

const Body = Type.Object(
  {
    type: Type.String(),
    timestamp: Type.String({ format: 'date-time' }),
    data: Type.Object(
      {
        title: Type.String(),
        text: Type.String(),
        count: Type.Integer(),
        url: Type.Union([Type.String(), Type.Null()]),
      },
      { additionalProperties: false },
    ),
    text: Type.String(),
  },
  { additionalProperties: false },
);

/** An alert as a receiver got it. */
export interface ReceivedAlert extends Static<typeof Body> {
  /** Its `webhook-id`. */
  readonly id: string;
}

type Answering = (response: ServerResponse, request: IncomingMessage) => void;

export const taken: Answering = (response) => response.writeHead(204).end();

/** A receiver that verifies each signature at `now`, keeps what was posted, and answers as it is told; it is closed with the test. */
export async function startReceiver(answer: Answering = taken, now: () => Date = () => new Date()) {
  const received: ReceivedAlert[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const id = verify(request.headers, Buffer.from(body), now());
    received.push({ ...Value.Parse(Body, JSON.parse(body)), id });
    answer(response, request);
  });
  const port = await listenUntilEnd(server);
  return { received, url: `http://127.0.0.1:${port}/hook`, types: () => received.map(({ type }) => type) };
}

/** A clock that stands still until it is moved. */
export function testClock() {
  let at = Date.parse('2026-02-03T12:00:00Z');
  return {
    now: () => new Date(at),
    pass(minutes: number) {
      at += minutes * 60_000;
    },
  };
}

/** What a test may change of its alerts. */
export interface AlertChanges {
  readonly url: string;
  readonly now: () => Date;
  readonly timings?: Partial<AlertTimings>;
  readonly publicUrl?: string;
  readonly paused?: () => boolean;
}

/** Starts alerts of one CRM, suitecrm, that are stopped after each test. */
export function useAlerts(): (database: Database, changes: AlertChanges) => { alerts: Alerts; events: ServiceEvents } {
  const started: Alerts[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((alerts) => alerts.stop()));
  });
  return (database, { url, now, timings = {}, publicUrl = null, paused = () => false }) => {
    const events = new ServiceEvents();
    const breaker = {
      get paused() {
        return paused();
      },
    };
    const alerts = connectAlerts(
      { alerts: { url, secret: ALERT_SECRET }, publicUrl },
      {
        database,
        events,
        log: silent,
        crms: new Map([['suitecrm', { breaker }]]),
        now,
        timings: { tickMs: 20, gapMs: 5, timeoutMs: 500, backoffMs: [5, 5], ...timings },
      },
    );
    if (alerts === null) throw new TypeError('There is somebody to be told');
    started.push(alerts);
    alerts.start();
    return { alerts, events };
  };
}

/** The end of a run that failed. */
export function failedRun(
  outcome: 'dead' | 'retrying' | 'held_back',
  { code = 'unknown_in_crm', step = 'currency', type = 'order.paid' } = {},
): RunEnded {
  return {
    run: { id: '01926f00-0000-7000-8000-000000000001', type, attempt: 1, requestId: null, traceparent: null },
    outcome,
    level: 'error',
    message: 'event dead',
    durationMs: 1,
    errorClass: 'permanent',
    warnings: [],
    details: { class: 'permanent', code, step, err: new Error('iam.robot4@example.com') },
  };
}
