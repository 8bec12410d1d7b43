import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import { command } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { startProgram } from '../support/process.ts';
import { startProcessBench } from '../support/process-bench.ts';
import { ADMIN_TOKEN, BASE_ENVIRONMENT, writeBusinessUnits } from '../support/process-service.ts';
import { SECRET } from '../support/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STOPPED = { code: 0, signal: null };

/** A program that listens on a port of this machine. */
async function listener(): Promise<{ readonly server: Server; readonly port: string }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return { server, port: String(address.port) };
}

it('the command line finds the admin routes at ADMIN_PORT and posts webhooks to PORT, and SIGTERM ends both', async () => {
  await using bench = await startProcessBench();
  const [PORT, ADMIN_PORT] = [String(await freePort()), String(await freePort())];
  const service = await bench.start({ PORT, ADMIN_PORT });
  expect(service.log().find(({ msg }) => msg === 'tillbridge is listening')).toMatchObject({
    url: `http://127.0.0.1:${PORT}`,
    adminUrl: `http://127.0.0.1:${ADMIN_PORT}`,
  });
  const env = { PORT, ADMIN_PORT, WEBHOOK_SECRETS: SECRET, ADMIN_TOKENS: `alice:${ADMIN_TOKEN}` };
  const now = () => new Date();
  for (const line of ['send order', 'send refund', 'events list', 'crms list', 'health'])
    expect([line, await command(line, { env, now })]).toMatchObject([line, { code: 0 }]);
  const wrong = await command(`events list --url http://127.0.0.1:${PORT}`, { env });
  expect(wrong).toMatchObject({ code: 1, complaints: expect.stringContaining('ADMIN_PORT') });
  await bench.allDone();
  expect(await service.terminate()).toEqual(STOPPED);
  for (const port of [PORT, ADMIN_PORT])
    await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow('fetch failed');
});

it('an admin port that is taken ends the start with one line that names it, and leaves nothing running', async () => {
  const { server, port } = await listener();
  const folder = await temporaryFolder();
  await writeBusinessUnits(folder);
  const PORT = String(await freePort());
  const env = { ...BASE_ENVIRONMENT, SUITECRM_URL: 'http://127.0.0.1:1', PORT, ADMIN_PORT: port };
  await using service = await startProgram('src/main.ts', { cwd: folder, env });
  expect(await service.ended).toEqual({ code: 1, signal: null });
  const fatal = service
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":60'));
  expect(fatal).toHaveLength(1);
  expect(fatal[0]).toContain(`cannot listen at 127.0.0.1, port ${port} (EADDRINUSE)`);
  expect(fatal[0]).toContain('ADMIN_PORT');
  expect(service.output()).not.toContain('tillbridge is listening');
  await expect(fetch(`http://127.0.0.1:${PORT}/health/live`)).rejects.toThrow('fetch failed');
  expect(await readPostmasterPid(path.join(folder, 'data', 'postgresql', 'data'))).toBeNull();
  server.close();
});

it('services that share a port share the admin port too, or have one each', async () => {
  await using bench = await startProcessBench();
  const [PORT, shared, own] = [String(await freePort()), String(await freePort()), String(await freePort())];
  await Promise.all([shared, shared, own].map((ADMIN_PORT) => bench.start({ PORT, ADMIN_PORT, SHARE_PORT: 'true' })));
  for (const port of [shared, own]) {
    const answer = await fetch(`http://127.0.0.1:${port}/admin/crms`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect(answer.status).toBe(200);
  }
});
