import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { problemsIn } from '../support/config-environment.ts';

const ENV: NodeJS.ProcessEnv = {
  BUSINESS_UNITS_FILE: 'business-units.example.json',
  WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32).toString('base64')}`,
  SUITECRM_URL: 'https://crm.example.com',
  SUITECRM_CLIENT_ID: 'client',
  SUITECRM_CLIENT_SECRET: 'secret',
};

const problemsOf = (given: NodeJS.ProcessEnv) => problemsIn(() => loadConfig({ ...ENV, ...given }));

test.each<readonly [NodeJS.ProcessEnv, readonly string[]]>([
  [{ ADMIN_PORT: '9464' }, []],
  [{ ADMIN_PORT: '0', PORT: '0' }, []],
  [{ ADMIN_PORT: '3000' }, ['ADMIN_PORT must be another port than PORT']],
  [{ ADMIN_PORT: '8080', PORT: '8080', ADMIN_HOST: '127.0.0.1' }, ['ADMIN_PORT must be another port than PORT']],
  [{ ADMIN_PORT: '70000', ADMIN_HOST: '127.0.0.1' }, ['ADMIN_PORT must be a whole number from 0 to 65535']],
  [{ ADMIN_HOST: '127.0.0.1' }, ['ADMIN_HOST is set without ADMIN_PORT, whose address it is']],
])('the admin routes have a port of their own or none: %j', (given, problems) => {
  expect(problemsOf(given)).toEqual(problems);
});

test('the admin port is at the address of the other one unless it has its own', () => {
  const { http } = loadConfig({ ...ENV, HOST: '10.0.0.7', ADMIN_PORT: '9464' });
  expect(http.admin).toEqual({ host: '10.0.0.7', port: 9464 });
});
