import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { loadConfig } from '../../src/config/load-config.ts';
import { type Database, sql } from '../../src/database/client.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { startService } from '../../src/service/start-service.ts';
import { type Snapshot, startSuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import { quietEnvironment, writeSoakFiles } from './environment.ts';
import { readEvents, readLinks, type SettledEvent } from './inbox-reader.ts';
import { invoiceNumbers } from './invoice-numbers.ts';
import { refusedAlways } from './refused.ts';
import type { Scratch } from './scratch.ts';
import type { Message } from './script/message.ts';
import { sendMessage } from './send-message.ts';
import { showInBlog, startBlog } from './shops/woo-behind.ts';

/** What the same events leave when nothing goes wrong. */
export interface QuietResult {
  readonly snapshot: Snapshot;
  readonly numbers: readonly string[];
  readonly links: readonly string[];
  readonly events: readonly SettledEvent[];
  readonly seconds: number;
}

/** A message with what it belongs together by with others. */
export interface OrderedMessage extends Message {
  readonly keys: readonly string[];
}

const LOOK_MS = 3;

/**
 * Plays the messages in their order on a fresh database, a fresh CRM and one service. Each is sent when all before it that belong
 * together with it are settled, so that nothing is left to chance. `script`: all that happens in the shops, told or not.
 */
export async function playQuietly(
  messages: readonly OrderedMessage[],
  script: readonly Message[],
  scratch: Scratch,
): Promise<QuietResult> {
  const blog = await startBlog();
  for (const message of script) showInBlog(blog, message);
  const crm = await startSuiteCrmSimulator();
  crm.faults.always((call) => {
    crm.journal.clear();
    return refusedAlways(call);
  });
  const log = pino({ level: 'silent' });
  // Nothing is killed here, so nothing need be synced.
  const settings = { durable: false, maxConnections: 100 };
  const embedded = await startEmbedded(path.join(scratch.folder, 'quiet'), log, settings);
  const folder = path.join(scratch.folder, 'quiet-files');
  const env = quietEnvironment(crm, await writeSoakFiles(folder, blog));
  const service = await startService(loadConfig({ ...env, DATABASE_URL: embedded.url }), { log });
  const { database } = service;
  try {
    const began = performance.now();
    await play(messages, service.url, database);
    await untilQuiet(database, null);
    return {
      snapshot: crm.snapshot({ withoutNumbers: true }),
      numbers: invoiceNumbers(crm),
      links: await readLinks(database),
      events: await readEvents(database),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await service.stop();
    await embedded.close();
    await crm.close();
    await blog.close();
  }
}

async function play(messages: readonly OrderedMessage[], url: string, database: Database): Promise<void> {
  for (const message of messages) {
    const { keys, webhookId, to } = message;
    await untilQuiet(database, keys);
    const answer = await sendMessage({ url }, message);
    if (answer.status !== 202 && answer.status !== 200)
      throw new Error(`${webhookId} was answered ${answer.status} in the quiet run`);
    // What a delivery leads to is in the inbox once it is done, and belongs together with others than itself.
    if (typeof to !== 'string') await untilQuiet(database, keys);
  }
}

/** Until no event, or none with one of the keys, is at work or about to be. A refund that waits for its order is at rest. */
async function untilQuiet(database: Database, keys: readonly string[] | null): Promise<void> {
  const concerned = keys === null ? sql`true` : sql`keys && ${[...keys]}::text[]`;
  for (;;) {
    const rows = await database.prisma.$queryRaw<unknown[]>(sql`
      SELECT 1 FROM events
      WHERE (status IN ('pending', 'running', 'retrying') OR (status = 'waiting' AND next_attempt_at <= now()))
        AND ${concerned} LIMIT 1`);
    if (rows.length === 0) return;
    await pause(LOOK_MS);
  }
}
