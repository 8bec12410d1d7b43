import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startSuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { type ProcessGroup, startNpmScript } from '../support/process.ts';
import { BASE_ENVIRONMENT, writeBusinessUnits } from '../support/process-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const STOPPED = { code: 0, signal: null };
const START_MS = 60_000;

/** The one who runs the service ends npm alone, or all of its process group, as a terminal and systemd do. */
const WAYS: readonly (readonly [string, (script: ProcessGroup) => Promise<unknown>])[] = [
  ['npm', (script) => script.terminate()],
  ['the whole group', (script) => script.terminateAll()],
];

/** Whether somebody else could listen on the port now. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** What `npm start` needs, with a unit whose CRM is not configured. */
async function serviceBench() {
  const database = await createTestDatabase();
  const crm = await startSuiteCrmSimulator();
  const folder = await temporaryFolder();
  await writeBusinessUnits(folder, { ikcrm: true });
  const port = await freePort();
  const env = {
    ...BASE_ENVIRONMENT,
    DATABASE_URL: database.url,
    SUITECRM_URL: crm.url,
    BUSINESS_UNITS_FILE: `${folder}/business-units.json`,
    PORT: String(port),
  };
  return {
    env,
    port,
    async [Symbol.asyncDispose]() {
      await crm.close();
      await database.drop();
    },
  };
}

// cmd has no signals to pass on.
describe.skipIf(process.platform === 'win32').each(WAYS)('a SIGTERM to %s', (_, terminate) => {
  it('lets `npm start` drain, end with 0 and free the port', async () => {
    await using bench = await serviceBench();
    await using service = await startNpmScript('start', { env: bench.env });
    await waitFor('the service listens', () => service.output().includes('tillbridge is listening'), START_MS);
    expect(await terminate(service)).toEqual(STOPPED);
    expect(service.output()).toContain('tillbridge has stopped');
    expect(await isFree(bench.port)).toBe(true);
  });

  it('lets `npm start` end with 0 while it is still starting', async () => {
    await using bench = await serviceBench();
    await using service = await startNpmScript('start', { env: bench.env });
    // Said between the database and the port.
    await waitFor('the service starts', () => service.output().includes('CRM is not configured'), START_MS);
    expect(await terminate(service)).toEqual(STOPPED);
    expect(await isFree(bench.port)).toBe(true);
  });

  it('ends `npm run simulator` with 0 and frees the port', async () => {
    const port = await freePort();
    await using simulator = await startNpmScript('simulator', { args: ['--port', String(port)] });
    await waitFor('the simulator listens', () => simulator.output().includes('Simulated SuiteCRM'), START_MS);
    expect(await terminate(simulator)).toEqual(STOPPED);
    expect(await isFree(port)).toBe(true);
  });
});
