import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { startSuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { startProgram } from '../support/process.ts';
import { SECRET } from '../support/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const UNITS = {
  experience: {
    crm: 'suitecrm',
    account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
    assigned_user_id: '4e640918-9db7-2121-94b5-5eba64642e0c',
    security_group_ids: [],
    prospect_list_ids: [],
    time_zone: 'Asia/Taipei',
  },
};

it('the doctor reads .env of the folder it is called in, and ends with 0 or 1', async () => {
  const database = await createTestDatabase();
  const crm = await startSuiteCrmSimulator();
  onTestFinished(async () => {
    await crm.close();
    await database.drop();
  });
  const cwd = await temporaryFolder();
  await writeFile(path.join(cwd, 'business-units.json'), JSON.stringify(UNITS));
  const settings = [
    `DATABASE_URL=${database.url}`,
    `WEBHOOK_SECRETS=${SECRET}`,
    `SUITECRM_URL=${crm.url}`,
    `SUITECRM_CLIENT_ID=${crm.client.id}`,
    `SUITECRM_CLIENT_SECRET=${crm.client.secret}`,
  ];
  await writeFile(path.join(cwd, '.env'), settings.join('\n'));
  const sound = await startProgram('src/cli.js', { args: ['doctor', '--json'], cwd });
  expect([await sound.ended, JSON.parse(sound.output())]).toEqual([
    { code: 0, signal: null },
    expect.arrayContaining([expect.objectContaining({ topic: 'SuiteCRM access', severity: 'ok', advice: null })]),
  ]);
  const ill = await startProgram('src/cli.js', { args: ['doctor'], cwd, env: { SUITECRM_CLIENT_SECRET: 'not-it' } });
  expect(await ill.ended).toEqual({ code: 1, signal: null });
  expect(ill.output()).toMatch(/SuiteCRM access\n {2}ERROR .*\n +→ Check in Admin > OAuth2 Clients/);
  expect(ill.output()).toContain('1 error, ');
});

it('wrong usage ends the process with 2, away from standard output', async () => {
  const cwd = await temporaryFolder();
  const wrong = await startProgram('src/cli.js', { args: ['events', 'show'], cwd });
  expect(await wrong.ended).toEqual({ code: 2, signal: null });
});

it('the file of the command runs by itself', async () => {
  const file = fileURLToPath(new URL('../../src/cli.js', import.meta.url));
  // Windows starts it through a script that npm writes from its first line.
  const [program, args] =
    process.platform === 'win32' ? [process.execPath, [file, '--version']] : [file, ['--version']];
  const search = `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`;
  const { stdout } = await promisify(execFile)(program, args, { env: { PATH: search } });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
