import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import Type from 'typebox';
import Value from 'typebox/value';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { isServing, readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const Sessions = Type.Array(Type.Object({ pid: Type.Integer() }));
const APPLICATION = fileURLToPath(new URL('../support/database/application.ts', import.meta.url));

interface Application {
  readonly url: string;
  close(): Promise<void>;
  kill(): Promise<void>;
}

/** Every test finds the server stopped and leaves it stopped; only the first makes a database. */
let dataDir: string;
let data: string;
let running: ChildProcess[] = [];

beforeAll(async () => {
  dataDir = await temporaryFolder();
  data = path.join(dataDir, 'postgresql', 'data');
});

afterEach(async () => {
  await Promise.all(running.map((child) => end(child)));
  running = [];
});

/** Another process that uses the server in the folder. */
async function start(): Promise<Application> {
  const child = spawn(process.execPath, [APPLICATION, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  running.push(child);
  const [url] = await once(createInterface(child.stdout), 'line');
  return { url: String(url), close: () => end(child), kill: () => kill(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function serverPid(): Promise<number> {
  const server = await readPostmasterPid(data);
  if (server === null) throw new TypeError('there is no server');
  return server.pid;
}

const stopped = async () => expect(await readPostmasterPid(data)).toBeNull();

test('two applications that start at once on an empty folder share one server, which the last to leave stops', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  expect(one.url).toBe(other.url);
  expect(await readdir(dataDir)).toEqual(['postgresql']);
  await query(one.url, 'CREATE TABLE kept (id int PRIMARY KEY)');

  await one.close();
  await query(other.url, 'INSERT INTO kept VALUES (1)');
  await other.close();
  await stopped();
});

test('a later start finds the data, on disk as PostgreSQL keeps it', async () => {
  const { url, close } = await start();
  expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
  const settings = `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY 1`;
  expect(await query(url, settings)).toEqual([
    { name: 'fsync', setting: 'on' },
    { name: 'full_page_writes', setting: 'on' },
    { name: 'synchronous_commit', setting: 'on' },
  ]);
  await close();
  await stopped();
});

test('the server lets nobody in without the password, which only its owner can read', async () => {
  const { url, close } = await start();
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  const listening = `SELECT current_setting('listen_addresses') AS tcp, current_setting('unix_socket_directories') AS unix`;
  expect(await query(url, listening)).toEqual([{ tcp: '127.0.0.1', unix: '' }]);
  const { mode } = await stat(path.join(dataDir, 'postgresql', 'password'));
  expect(mode & 0o777).toBe(0o600);
  await close();
});

test('a server left behind by a killed application is joined, and stopped by the last to leave', async () => {
  const first = await start();
  const pid = await serverPid();
  await first.kill();
  expect(await isServing(pid, data)).toBe(true);

  const next = await start();
  expect(await serverPid()).toBe(pid);
  expect(next.url).toBe(first.url);
  await next.close();
  await stopped();
});

test('after a kill of the application and the server nothing committed is lost', async () => {
  const first = await start();
  const pid = await serverPid();
  await query(first.url, 'INSERT INTO kept VALUES (2)');
  const busy = new Client({ connectionString: first.url });
  busy.on('error', () => {});
  await busy.connect();
  // A session at work notices late that its server is gone, and holds up the next one.
  const work = busy.query('SELECT count(*) FROM generate_series(1, 30000000000)').catch(() => {});
  const atWork = `SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%30000000000%' AND pid <> pg_backend_pid()`;
  await expect.poll(() => query(first.url, atWork)).toHaveLength(1);
  const [session] = Value.Parse(Sessions, await query(first.url, atWork));
  await first.kill();
  process.kill(pid, 'SIGKILL');

  const starting = start();
  const log = () => readFile(path.join(dataDir, 'postgresql', 'log'), 'utf8');
  await expect.poll(log, { timeout: 20_000 }).toContain('is still in use');
  if (session !== undefined) process.kill(session.pid, 'SIGKILL');
  const next = await starting;
  expect(await serverPid()).not.toBe(pid);
  expect(await query(next.url, 'SELECT id FROM kept ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  await work;
  await busy.end();
  await next.close();
  await stopped();
});

test('a server that dies under an application is started again where it was', async () => {
  const application = await start();
  process.kill(await serverPid(), 'SIGKILL');
  const rows = () => query(application.url, 'SELECT id FROM kept WHERE id = 1').catch(() => []);
  await expect.poll(rows, { timeout: 20_000 }).toHaveLength(1);
  await application.close();
  await stopped();
});

test('a process id in postmaster.pid that now belongs to another program does not stop the start', async () => {
  const pidFile = path.join(data, 'postmaster.pid');
  const { uid, gid } = await stat(data);
  const other = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
  await writeFile(pidFile, `${other.pid}\n${data}\n1577836800\n1\n\n127.0.0.1\n 1 1\nready   \n`);
  await chmod(pidFile, 0o644);

  const { url, close } = await start();
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await close();
  other.kill();
});
