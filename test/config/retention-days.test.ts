import { expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { filesOf } from '../support/service.ts';

const UNITS = { wholesale: { crm: 'ikcrm', time_zone: 'Asia/Shanghai' } };
const IKCRM = {
  IKCRM_URL: 'https://ik.example.com',
  IKCRM_LOGIN: 'a',
  IKCRM_PASSWORD: 'b',
  IKCRM_CORP_ID: 'c',
  WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
};
const load = (env: NodeJS.ProcessEnv) =>
  loadConfig({ ...IKCRM, ...env }, { readFile: filesOf({ './business-units.json': UNITS }) });

test('RETENTION_DAYS is a number of days or a part of one; unset, everything is kept', () => {
  expect(load({}).retentionDays).toBeNull();
  expect(load({ RETENTION_DAYS: '90' }).retentionDays).toBe(90);
  expect(load({ RETENTION_DAYS: '0.5' }).retentionDays).toBe(0.5);
});

test.each(['0', '-1', '1e3', '90 days', '40000', '.5'])('RETENTION_DAYS %j is refused', (RETENTION_DAYS) => {
  expect(() => load({ RETENTION_DAYS })).toThrow(
    new ConfigError(['RETENTION_DAYS must be a number of days over 0, such as 90; unset keeps everything']),
  );
});
