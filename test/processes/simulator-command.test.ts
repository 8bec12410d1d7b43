import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';

const main = fileURLToPath(new URL('../../lab/simulator.ts', import.meta.url));

it.each(['SIGINT', 'SIGTERM'] as const)(
  'the command serves SuiteCRM, says how to reach it, and ends on %s',
  async (signal) => {
    const child = spawn(process.execPath, [main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    await expect.poll(() => printed, { timeout: 10_000 }).toContain('client secret: cc_secret');
    const url = /http:\/\/\S+/.exec(printed)?.[0] ?? '';
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: '11111111-1111-4111-8111-111111111111',
      client_secret: 'cc_secret',
    });
    expect((await fetch(`${url}/Api/access_token`, { method: 'POST', body })).status).toBe(200);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

it('the command serves ikcrm beside it where a port is given for it', async () => {
  const child = spawn(process.execPath, [main, '--port', '0', '--ikcrm-port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await expect.poll(() => printed, { timeout: 10_000 }).toContain('corp id:');
  const url = /ikcrm on (http:\/\/\S+)/.exec(printed)?.[1] ?? '';
  expect((await fetch(`${url}/api/v2/contracts/104`)).status).toBe(200);
  // Whoever develops against them copies the lines that it prints into .env.
  await expect.poll(() => printed).toMatch(/IKCRM_CORP_ID=.*\n/);
  const settings = parseEnv(printed.slice(printed.indexOf('WEBHOOK_SECRETS=')));
  const config = loadConfig({ BUSINESS_UNITS_FILE: 'business-units.example.json', ...settings });
  expect(config.ikcrm?.url).toBe(url);
  expect([config.adminTokens.length, config.suitecrm?.clientSecret]).toEqual([1, 'cc_secret']);
  child.kill();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it.each([
  ['--port', 'many'],
  ['--ikcrm-port', '70000'],
])('%s %s ends the command with 2 and says why', async (option, value) => {
  const child = spawn(process.execPath, [main, option, value], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = await once(child, 'close');
  expect([code, complaint]).toEqual([2, expect.stringContaining(`${option} must be a port number`)]);
});

it.each([
  [['--prot', '1'], 2, "Unknown option '--prot'\nnpm run simulator -- "],
  [['-h'], 0, 'npm run simulator -- --port N'],
])('%j ends the command with %i and tells how it is used', async (args, code, saying) => {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  expect(await once(child, 'close')).toEqual([code, null]);
  expect(printed).toContain(saying);
});

it('what is typed takes the right to a module away and gives it back', async () => {
  const child = spawn(process.execPath, [main, '--port', '0', '--console'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await expect.poll(() => printed).toContain('deny AOS_Invoices');
  child.stdin.write('deny Leads\n');
  await expect.poll(() => printed).toContain('no right to Leads');
  child.stdin.write('allow\n');
  await expect.poll(() => printed).toContain('all rights again');
  child.stdin.write('help\n');
  await expect.poll(() => printed.split('deny AOS_Invoices')).toHaveLength(3);
  child.kill();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
