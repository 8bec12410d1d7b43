import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import { startProgram } from '../support/process.ts';
import { BASE_ENVIRONMENT, writeBusinessUnits } from '../support/process-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Starts the service where it cannot, and gives what it says of that. */
async function refusedStart(env: Readonly<Record<string, string>>, cwd?: string): Promise<string> {
  await using service = await startProgram('src/main.ts', { cwd: cwd ?? (await folderWithUnits()), env });
  expect(await service.ended).toEqual({ code: 1, signal: null });
  return service.output();
}

async function folderWithUnits(): Promise<string> {
  const folder = await temporaryFolder();
  await writeBusinessUnits(folder);
  return folder;
}

it('a start without a configuration ends with 1 and names all that is missing', async () => {
  const output = await refusedStart({});
  for (const name of ['WEBHOOK_SECRETS', 'SUITECRM_URL', 'SUITECRM_CLIENT_ID', 'SUITECRM_CLIENT_SECRET'])
    expect(output).toContain(`${name} is not set`);
  expect(output.trim().split('\n')).toHaveLength(1);
});

it('a start without business units says where they were looked for', async () => {
  expect(await refusedStart(BASE_ENVIRONMENT, await temporaryFolder())).toContain('./business-units.json');
});

it('every wrong value is named at once, and no secret is shown', async () => {
  const secrets = { tooShort: 'whsec_c2VjcmV0', token: 'hunter2', password: 'correct-horse', login: 'battery-staple' };
  const output = await refusedStart({
    ...BASE_ENVIRONMENT,
    DATABASE_URL: `mysql://shop:${secrets.password}@db.example.com/shop`,
    PORT: 'http',
    LOG_LEVEL: 'loud',
    WEBHOOK_SECRETS: secrets.tooShort,
    ADMIN_TOKENS: secrets.token,
    SUITECRM_URL: `https://api:${secrets.login}@crm.example.com/Api/V8`,
    SUITECRM_CONCURRENCY: '0',
    SUITECRM_TIMEOUT_MS: '-1',
    SUITECRM_SERIAL_INVOICES: 'maybe',
    SUITECRM_BASE_CURRENCY: 'NT$',
    SUITECRM_USERNAME: 'api',
    MAX_ATTEMPTS: 'many',
    RETRY_BASE_MS: '300',
    RETRY_MAX_MS: '200',
    SHUTDOWN_GRACE_MS: '10s',
  });
  for (const name of [
    'DATABASE_URL',
    'PORT',
    'LOG_LEVEL',
    'WEBHOOK_SECRETS',
    'ADMIN_TOKENS',
    'SUITECRM_URL',
    'SUITECRM_CONCURRENCY',
    'SUITECRM_TIMEOUT_MS',
    'SUITECRM_SERIAL_INVOICES',
    'SUITECRM_BASE_CURRENCY',
    'SUITECRM_USERNAME',
    'MAX_ATTEMPTS',
    'RETRY_BASE_MS',
    'SHUTDOWN_GRACE_MS',
  ])
    expect(output).toContain(`- ${name} `);
  for (const secret of Object.values(secrets)) expect(output).not.toContain(secret);
});

it('the .env beside the service is read, and what is set in the environment wins over it', async () => {
  const folder = await folderWithUnits();
  await writeFile(path.join(folder, '.env'), 'PORT=http\nMAX_ATTEMPTS=many\n');
  const output = await refusedStart({ ...BASE_ENVIRONMENT, SUITECRM_URL: 'http://127.0.0.1:1', PORT: '0' }, folder);
  expect(output).not.toContain('PORT');
  expect(output).toContain('MAX_ATTEMPTS');
});

it('a database that cannot be reached ends the start with 1 and is named without its password', async () => {
  const output = await refusedStart({
    ...BASE_ENVIRONMENT,
    SUITECRM_URL: 'http://127.0.0.1:1',
    // Nothing listens on the port for TCP multiplexing, and nobody but root could.
    DATABASE_URL: 'postgresql://shop:correct-horse@127.0.0.1:1/orders',
  });
  expect(output).toContain('PostgreSQL at 127.0.0.1:1, database orders, cannot be reached');
  expect(output).not.toContain('correct-horse');
});

it('a port that is taken ends the start with 1, and the embedded database with it', async () => {
  const folder = await folderWithUnits();
  await using first = await startProgram('lab/simulator.ts', { cwd: folder, args: ['--port', '0'] });
  await expect.poll(first.output, { timeout: 30_000 }).toContain('http://');
  const port = new URL(/http:\S+/.exec(first.output())?.[0] ?? '').port;
  const env = { ...BASE_ENVIRONMENT, SUITECRM_URL: `http://127.0.0.1:${port}`, PORT: port };
  expect(await refusedStart(env, folder)).toContain('EADDRINUSE');
  expect(await readPostmasterPid(path.join(folder, 'data', 'postgresql', 'data'))).toBeNull();
});
