import { expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { EXPERIENCE, KEY, SECRET, useEnvironment, WHOLESALE } from '../support/config-environment.ts';

const { unitsFile, environment, problemsOf } = useEnvironment();

test('the least that is needed gives every default', () => {
  const config = loadConfig(environment());
  expect({ ...config, businessUnits: new Map(config.businessUnits), shops: new Map(config.shops) }).toEqual({
    database: { url: null, ownerUrl: null, dataDir: './data', poolSize: 20 },
    http: { host: '0.0.0.0', port: 3000, shared: false, admin: null },
    logLevel: 'info',
    webhookKeys: [KEY],
    adminTokens: [],
    shops: new Map(),
    businessUnits: new Map<string, unknown>([
      [
        'experience',
        {
          name: 'experience',
          crm: 'suitecrm',
          timeZone: 'Asia/Taipei',
          accountId: EXPERIENCE.account_id,
          assignedUserId: EXPERIENCE.assigned_user_id,
          securityGroupIds: EXPERIENCE.security_group_ids,
          prospectListIds: [],
          defaultCategory: null,
          leadLookup: true,
          returnStatus: 'Returned',
        },
      ],
      ['wholesale', { name: 'wholesale', crm: 'ikcrm', timeZone: 'Asia/Shanghai' }],
    ]),
    suitecrm: {
      url: 'https://crm.example.com/legacy',
      clientId: 'client',
      clientSecret: 'client-secret',
      user: null,
      concurrency: 4,
      timeoutMs: 30_000,
      serialInvoices: true,
      verifyRelations: true,
      linkCheckMs: 600_000,
      baseCurrency: 'TWD',
    },
    ikcrm: null,
    retry: { maxAttempts: 12, baseMs: 1000, maxMs: 600_000 },
    worker: { concurrency: 8, leaseMs: 15_000, pollMs: 500 },
    shutdownGraceMs: 10_000,
    retentionDays: null,
    alerts: null,
    publicUrl: null,
    telemetry: null,
  });
});

test('every variable is heard', () => {
  const config = loadConfig(
    environment({
      DATABASE_URL: 'postgresql://me:p%40ss@db.example.com:5432/till',
      DATA_DIR: '/var/lib/tillbridge',
      HOST: '127.0.0.1',
      PORT: '0',
      SHARE_PORT: 'true',
      ADMIN_HOST: '10.0.0.7',
      ADMIN_PORT: '9464',
      LOG_LEVEL: 'debug',
      WEBHOOK_SECRETS: `${SECRET} whsec_${Buffer.alloc(24).toString('base64')}`,
      ADMIN_TOKENS: 'ana:0123456789abcdef, bo:fedcba9876543210:x',
      SUITECRM_USERNAME: 'api',
      SUITECRM_PASSWORD: 'p w',
      SUITECRM_CONCURRENCY: '2',
      SUITECRM_TIMEOUT_MS: '5000',
      SUITECRM_SERIAL_INVOICES: 'false',
      VERIFY_RELATIONS: 'false',
      SUITECRM_BASE_CURRENCY: 'USD',
      IKCRM_URL: 'https://ik.example.com',
      IKCRM_LOGIN: 'ik',
      IKCRM_PASSWORD: 'secret',
      IKCRM_CORP_ID: 'corp',
      IKCRM_VERSION_CODE: '1.2.3',
      IKCRM_TIMEOUT_MS: '7000',
      MAX_ATTEMPTS: '3',
      RETRY_BASE_MS: '10',
      RETRY_MAX_MS: '20',
      SHUTDOWN_GRACE_MS: '1',
      RETENTION_DAYS: '90.5',
      WORKER_CONCURRENCY: '1',
      LEASE_MS: '3000',
      POLL_MS: '50',
      ALERT_URL: 'https://hooks.example.com/services/T0?sig=a%2Fb',
      ALERT_SECRET: `${SECRET} ${SECRET}`,
      PUBLIC_URL: 'https://till.example.com/',
    }),
  );
  expect(config.database).toMatchObject({
    url: 'postgresql://me:p%40ss@db.example.com:5432/till',
    dataDir: '/var/lib/tillbridge',
  });
  expect(config.http).toEqual({ host: '127.0.0.1', port: 0, shared: true, admin: { host: '10.0.0.7', port: 9464 } });
  expect(config.logLevel).toBe('debug');
  expect(config.webhookKeys).toHaveLength(2);
  expect(config.adminTokens).toEqual([
    { name: 'ana', token: '0123456789abcdef' },
    { name: 'bo', token: 'fedcba9876543210:x' },
  ]);
  expect(config.suitecrm).toMatchObject({
    user: { name: 'api', password: 'p w' },
    concurrency: 2,
    timeoutMs: 5000,
    serialInvoices: false,
    verifyRelations: false,
    baseCurrency: 'USD',
  });
  expect(config.ikcrm).toEqual({
    url: 'https://ik.example.com',
    login: 'ik',
    password: 'secret',
    corpId: 'corp',
    versionCode: '1.2.3',
    timeoutMs: 7_000,
  });
  expect(config.retry).toEqual({ maxAttempts: 3, baseMs: 10, maxMs: 20 });
  expect(config.worker).toEqual({ concurrency: 1, leaseMs: 3000, pollMs: 50 });
  expect(config.shutdownGraceMs).toBe(1);
  expect(config.retentionDays).toBe(90.5);
  expect(config.alerts).toEqual({
    url: 'https://hooks.example.com/services/T0?sig=a%2Fb',
    secret: `${SECRET} ${SECRET}`,
  });
  expect(config.publicUrl).toBe('https://till.example.com');
});

test('every problem is named at once and no value with it', () => {
  const problems = problemsOf({
    DATABASE_URL: 'mysql://root:hunter2@db/till',
    PORT: '70000',
    LOG_LEVEL: 'loud',
    WEBHOOK_SECRETS: `hunter2 whsec_hunter2! whsec_${Buffer.from('hunter2').toString('base64')}`,
    ADMIN_TOKENS: 'ana:hunter2,ana:0123456789abcdef,hunter2',
    SUITECRM_URL: 'https://root:hunter2@crm.example.com/Api?x=hunter2',
    SUITECRM_CLIENT_ID: '',
    SUITECRM_PASSWORD: 'hunter2',
    SUITECRM_SERIAL_INVOICES: 'hunter2',
    SUITECRM_BASE_CURRENCY: 'hunter2',
    IKCRM_PASSWORD: 'hunter2',
    MAX_ATTEMPTS: '0',
    RETRY_BASE_MS: '100',
    RETRY_MAX_MS: '99',
    POLL_MS: '1.5',
    LEASE_MS: '-1',
  });
  const variables = [...new Set(problems.map((problem) => problem.split(' ')[0]))];
  expect(variables.toSorted()).toEqual([
    'ADMIN_TOKENS',
    'DATABASE_URL',
    'IKCRM_CORP_ID',
    'IKCRM_LOGIN',
    'IKCRM_URL',
    'LEASE_MS',
    'LOG_LEVEL',
    'MAX_ATTEMPTS',
    'POLL_MS',
    'PORT',
    'RETRY_BASE_MS',
    'SUITECRM_BASE_CURRENCY',
    'SUITECRM_CLIENT_ID',
    'SUITECRM_SERIAL_INVOICES',
    'SUITECRM_URL',
    'SUITECRM_USERNAME',
    'WEBHOOK_SECRETS',
  ]);
  expect(problems.join('\n')).not.toContain('hunter2');
  expect(new ConfigError(problems).message).toContain(problems.at(-1));
});

test.each([
  ['https://crm.example.com/Api', 'must end before /Api'],
  ['https://crm.example.com/legacy/Api/V8/', 'must end before /Api'],
  ['https://crm.example.com/?a=1', 'must have no query'],
  ['ftp://crm.example.com', 'must be an address that starts with http'],
  ['crm.example.com', 'must be an address that starts with http'],
  ['', 'is not set'],
])('SUITECRM_URL %j is refused: it %s', (SUITECRM_URL, sentence) => {
  expect(problemsOf({ SUITECRM_URL })).toEqual([expect.stringContaining(`SUITECRM_URL ${sentence}`)]);
});

test.each<readonly [NodeJS.ProcessEnv, readonly string[]]>([
  [{ ALERT_URL: 'https://hooks.example.com/x' }, ['ALERT_URL is set without ALERT_SECRET, which signs the alerts']],
  [{ ALERT_SECRET: SECRET }, ['ALERT_SECRET is set without ALERT_URL, to which alerts go']],
  [
    { ALERT_URL: 'ftp://hunter2', ALERT_SECRET: SECRET },
    ['ALERT_URL must be an address that starts with http:// or https://'],
  ],
  [{ ALERT_URL: 'https://a:hunter2@b', ALERT_SECRET: SECRET }, ['ALERT_URL must hold no user and no password']],
  [
    { ALERT_URL: 'https://b', ALERT_SECRET: 'hunter2' },
    ['ALERT_SECRET must hold whsec_ and base64: secret 1 does not'],
  ],
  [
    { ALERT_URL: 'https://b', ALERT_SECRET: 'whsec_AAAA' },
    ['ALERT_SECRET must hold keys of 24 to 64 bytes: secret 1 has 3'],
  ],
  [{ PUBLIC_URL: 'till.example.com' }, ['PUBLIC_URL must be an address that starts with http:// or https://']],
])('where alerts go is named whole and right: %j', (given, problems) => {
  expect(problemsOf(given)).toEqual(problems);
});

test('without a secret the service does not start', () => {
  expect(problemsOf({ WEBHOOK_SECRETS: undefined })).toEqual([expect.stringContaining('WEBHOOK_SECRETS is not set')]);
});

test('a token of less than 16 characters is refused, beside every other problem and without its text', () => {
  const problems = problemsOf({ ADMIN_TOKENS: 'ana:0123456789abcde,bo:0123456789abcdef,eve:x', PORT: 'http' });
  expect(problems).toEqual([
    expect.stringMatching(/^PORT /),
    'ADMIN_TOKENS must hold tokens of at least 16 characters, long and random: that of pair 1 has 15',
    'ADMIN_TOKENS must hold tokens of at least 16 characters, long and random: that of pair 3 has 1',
  ]);
});

test('two administrators may not share a token', () => {
  expect(problemsOf({ ADMIN_TOKENS: 'ana:0123456789abcdef,bo:0123456789abcdef' })).toEqual([
    'ADMIN_TOKENS must not hold the same token twice',
  ]);
});

test('SuiteCRM is needed only where a unit lives in it', () => {
  const path = unitsFile({ wholesale: WHOLESALE });
  expect(loadConfig({ BUSINESS_UNITS_FILE: path, WEBHOOK_SECRETS: SECRET }).suitecrm).toBeNull();
  expect(
    problemsOf({ SUITECRM_URL: '', SUITECRM_CLIENT_ID: '', SUITECRM_CLIENT_SECRET: '' }).map(
      (text) => text.split(' ')[0],
    ),
  ).toEqual(['SUITECRM_URL', 'SUITECRM_CLIENT_ID', 'SUITECRM_CLIENT_SECRET']);
});

test('the configuration cannot be changed', () => {
  const config = loadConfig(environment());
  const units: unknown = config.businessUnits;
  expect(Object.isFrozen(config.suitecrm)).toBe(true);
  expect(Object.isFrozen(config.businessUnits.get('experience'))).toBe(true);
  expect(() => units instanceof Map && units.set('other', {})).toThrow(TypeError);
});
