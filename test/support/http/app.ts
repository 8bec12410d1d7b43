import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createStorefront, type Storefront } from '../../../lab/storefront.ts';
import { type AnsweredWebhook, ServiceEvents } from '../../../src/domain/service-events.ts';
import { type AppOptions, buildApps } from '../../../src/http/app.ts';
import type { Health, HealthReport } from '../../../src/http/health.ts';
import type { AcceptResult, NewEvent } from '../../../src/inbox/types.ts';
import { type Intake, IntakeGate } from '../../../src/webhooks/intake.ts';
import { unrecorded } from '../tracing.ts';

export const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

/** An inbox in memory, where the database is not the subject. */
export class MemoryIntake implements Intake {
  readonly events = new Map<string, NewEvent>();
  /** Called before each event is stored. */
  before: () => Promise<void> = async () => {};

  async accept(event: NewEvent): Promise<AcceptResult> {
    await this.before();
    const known = this.events.get(event.webhookId);
    if (known === undefined) {
      this.events.set(event.webhookId, event);
      return { eventId: event.id, outcome: 'accepted' };
    }
    const same = known.type === event.type && Buffer.compare(known.contentSha256, event.contentSha256) === 0;
    return { eventId: known.id, outcome: same ? 'duplicate' : 'conflict' };
  }
}

/** A health provider that says what it is told. */
export class ScriptedHealth implements Health {
  checks: Record<string, 'ok' | 'failed'> = { database: 'ok', migrations: 'ok', intake: 'ok' };
  current: HealthReport = {
    status: 'ok',
    database: 'up',
    crms: { suitecrm: { status: 'up' } },
    backlog: { pending: 1, waiting: 2, retrying: 3, dead: 4, oldest_pending_age_s: 5.5 },
  };

  async ready() {
    return { ok: Object.values(this.checks).every((check) => check === 'ok'), checks: this.checks };
  }

  async report() {
    return this.current;
  }
}

export interface RunningApp {
  readonly app: FastifyInstance;
  readonly url: string;
  /** Where the routes for ops are: there too, unless they are apart. */
  readonly adminUrl: string;
  readonly intake: MemoryIntake;
  readonly health: ScriptedHealth;
  /** Every webhook that was answered. */
  readonly answered: readonly AnsweredWebhook[];
  readonly gate: IntakeGate;
  readonly shop: Storefront;
  /** Every line of the log so far. */
  readonly log: string[];
}

/** Starts the application on a free port for the current test. */
export async function startApp(overrides: Partial<AppOptions> = {}): Promise<RunningApp> {
  const intake = new MemoryIntake();
  const health = new ScriptedHealth();
  const events = new ServiceEvents();
  const answered: AnsweredWebhook[] = [];
  events.on('webhookAnswered', (webhook) => answered.push(webhook));
  const gate = new IntakeGate();
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) });
  const { app, adminApp } = await buildApps({
    version: '0.0.0',
    keys: [Buffer.alloc(32, 9)],
    units: new Map([
      ['experience', { crm: 'suitecrm' }],
      ['wholesale', { crm: 'ikcrm' }],
    ] as const),
    intake,
    health,
    gate,
    events,
    expose: async () => ({ contentType: 'text/plain', text: 'metrics' }),
    admin: null,
    logger,
    now: () => new Date(),
    newEventId: randomUUID,
    newRequestId: randomUUID,
    randomBytes,
    tracing: unrecorded(),
    ...overrides,
  });
  onTestFinished(async () => {
    await Promise.all([app.close(), adminApp?.close()]);
  });
  const somewhere = { host: '127.0.0.1', port: 0 };
  const url = await app.listen({ ...somewhere });
  const adminUrl = (await adminApp?.listen({ ...somewhere })) ?? url;
  return { app, url, adminUrl, intake, health, answered, gate, log, shop: createStorefront({ url, secret: SECRET }) };
}

/** One answer as it stands on a connection. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends bytes as they are, and hangs up after them if so asked; all that came back once the connection is closed. */
export async function sendRaw(url: string, bytes: string, { hangUp = false } = {}): Promise<RawAnswer[]> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => void chunks.push(chunk));
  socket.write(bytes);
  if (hangUp) socket.end();
  await once(socket, 'close');
  return readAnswers(Buffer.concat(chunks));
}

function readAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const headEnd = rest.indexOf('\r\n\r\n');
    const [line = '', ...fields] = rest.toString('latin1', 0, headEnd).split('\r\n');
    const headers = new Headers(
      fields.map((field): [string, string] => [/^[^:]+/.exec(field)?.[0] ?? '', field.slice(field.indexOf(':') + 1)]),
    );
    const bodyEnd = headEnd + 4 + Number(headers.get('content-length'));
    const status = Number(/^HTTP\/1\.1 (\d{3}) \S/.exec(line)?.[1]);
    answers.push({ status, headers, body: rest.toString('utf8', headEnd + 4, bodyEnd) });
    rest = rest.subarray(bodyEnd);
  }
  return answers;
}
