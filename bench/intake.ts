import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { Pool } from 'undici';
import { openDatabase } from '../src/database/open.ts';
import { sampleOrder } from '../src/domain/events/samples.ts';
import { ServiceEvents } from '../src/domain/service-events.ts';
import { buildApp } from '../src/http/app.ts';
import { GroupCommit } from '../src/inbox/accept.ts';
import { IntakeGate } from '../src/webhooks/intake.ts';
import { signatureHeaders } from '../src/webhooks/sign-request.ts';

// How many signed orders a second the intake commits: `npm run bench:intake -- [--seconds 10] [--connections 50]`.
// The shop runs in a process of its own, on the same machine; no worker takes part.

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '50' },
    shop: { type: 'string' },
  },
});

if (values.shop === undefined) await serve();
else await shop(values.shop, Number(values.seconds), Number(values.connections));

async function serve(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tillbridge-bench-'));
  const log = pino({ level: 'silent' });
  const database = await openDatabase({ url: null, dataDir: path.join(folder, 'database') }, log);
  const commits: number[] = [];
  const events = new ServiceEvents();
  events.on('committed', (commit) => commits.push(commit.events));
  const intake = new GroupCommit(database, { events });
  const app = await buildApp({
    keys: [Buffer.alloc(32, 7)],
    units: new Map([['experience', { crm: 'suitecrm' }]]),
    intake,
    gate: new IntakeGate(),
    health: { ready: async () => ({ ok: true, checks: {} }), report: () => Promise.reject(new Error('not asked')) },
    events,
    expose: () => Promise.reject(new Error('not asked')),
    logger: log,
    now: () => new Date(),
    newEventId: () => crypto.randomUUID(),
    newRequestId: () => crypto.randomUUID(),
    admin: null,
    randomBytes,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const child = fork(import.meta.filename, [
    '--shop',
    url,
    '--seconds',
    values.seconds,
    '--connections',
    values.connections,
  ]);
  await once(child, 'exit');
  const stored = await database.prisma.event.count();
  console.log(`${stored} events in the inbox, ${(stored / commits.length).toFixed(1)} to a commit`);
  await app.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

async function shop(url: string, seconds: number, connections: number): Promise<void> {
  const pool = new Pool(url, { connections });
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  let sent = 0;
  const send = async (): Promise<void> => {
    while (performance.now() < end) {
      sent += 1;
      const body = JSON.stringify(sampleOrder({ order_id: `O-${sent}` }));
      const started = performance.now();
      const headers = {
        'content-type': 'application/json',
        ...signatureHeaders(SECRET, `msg_${sent}`, new Date(), body),
      };
      const answer = await pool.request({ method: 'POST', path: '/webhooks/orders', headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 202) throw new Error(`Answered ${answer.statusCode}`);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
  await pool.close();
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
  console.log(
    `${connections} connections: ${Math.round(times.length / seconds)} webhooks/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
}
