import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';

const KEY = Buffer.alloc(32, 7);
const SECRET = `whsec_${KEY.toString('base64')}`;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillbridge-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const EXPERIENCE = {
  crm: 'suitecrm',
  account_id: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
  assigned_user_id: '4e640918-9db7-2121-94b5-5eba64642e0c',
  security_group_ids: ['a253557e-40f7-11eb-8665-fa163ef36d26'],
  prospect_list_ids: [],
  time_zone: 'Asia/Taipei',
};
const WHOLESALE = { crm: 'ikcrm', time_zone: 'Asia/Shanghai' };

function unitsFile(units: unknown): string {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  writeFileSync(path, typeof units === 'string' ? units : JSON.stringify(units));
  return path;
}

function environment(overrides: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    BUSINESS_UNITS_FILE: overrides.BUSINESS_UNITS_FILE ?? unitsFile({ experience: EXPERIENCE, wholesale: WHOLESALE }),
    WEBHOOK_SECRETS: SECRET,
    SUITECRM_URL: 'https://crm.example.com/legacy/',
    SUITECRM_CLIENT_ID: 'client',
    SUITECRM_CLIENT_SECRET: 'client-secret',
    ...overrides,
  };
}

function problemsOf(overrides: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(environment(overrides));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

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

test('a business units file that is missing or not JSON is named with its path', () => {
  const missing = join(folder, 'nowhere.json');
  expect(problemsOf({ BUSINESS_UNITS_FILE: missing })).toEqual([
    `BUSINESS_UNITS_FILE ${missing} cannot be read (ENOENT)`,
  ]);
  const broken = unitsFile('{"experience": {');
  expect(problemsOf({ BUSINESS_UNITS_FILE: broken })).toEqual([
    expect.stringContaining(`BUSINESS_UNITS_FILE ${broken} is not usable: The text is not JSON`),
  ]);
});

test.each([
  ['no units', {}, 'at least one'],
  ['a list', [], 'must hold a JSON object'],
  ['a unit that is no object', { shop: 1 }, '"shop": Must be an object, not a number.'],
  ['a blank name', { ' ': WHOLESALE }, 'needs a name'],
  ['a control character in a name', { 'a\nb': WHOLESALE }, 'needs a name'],
  ['an unknown CRM', { shop: { crm: 'salesforce' } }, '"shop" /crm: Must be one of "suitecrm", "ikcrm".'],
  ['an unknown key', { shop: { ...WHOLESALE, timezone: 'UTC' } }, '"shop" /timezone: Is not known here.'],
  [
    'an unknown time zone',
    { shop: { ...WHOLESALE, time_zone: 'Asia/Taipeh' } },
    '/time_zone: Must be an IANA time zone',
  ],
  ['a missing key', { shop: { ...EXPERIENCE, account_id: undefined } }, '/account_id: Is required.'],
  [
    'returns that look like sales',
    { shop: { ...EXPERIENCE, return_status: 'not paid' } },
    '/return_status: Must not be the status of a sale',
  ],
  [
    'a lead_lookup that is text',
    { shop: { ...EXPERIENCE, lead_lookup: 'no' } },
    '/lead_lookup: Must be true or false, not text.',
  ],
  ['an id with a quote', { shop: { ...EXPERIENCE, account_id: "a'b" } }, '/account_id: Must be an id'],
  [
    'an id of 37 characters',
    { shop: { ...EXPERIENCE, assigned_user_id: 'a'.repeat(37) } },
    '/assigned_user_id: Must be an id',
  ],
  [
    'a repeated id',
    { shop: { ...EXPERIENCE, prospect_list_ids: ['a', 'a'] } },
    '/prospect_list_ids: Must not hold the same item twice.',
  ],
  [
    'a list that is text',
    { shop: { ...EXPERIENCE, security_group_ids: 'a' } },
    '/security_group_ids: Must be a list, not text.',
  ],
])('a business units file with %s is refused', (_name, units, sentence) => {
  expect(problemsOf({ BUSINESS_UNITS_FILE: unitsFile(units), SUITECRM_URL: 'http://crm' })).toEqual([
    expect.stringContaining(sentence),
  ]);
});

test('all faults of all units are named at once', () => {
  const units = { one: { ...WHOLESALE, time_zone: 'x', extra: 1 }, two: { crm: 'suitecrm' } };
  expect(problemsOf({ BUSINESS_UNITS_FILE: unitsFile(units) })).toHaveLength(7);
});

test('the configuration cannot be changed', () => {
  const config = loadConfig(environment());
  const units: unknown = config.businessUnits;
  expect(Object.isFrozen(config.suitecrm)).toBe(true);
  expect(Object.isFrozen(config.businessUnits.get('experience'))).toBe(true);
  expect(() => units instanceof Map && units.set('other', {})).toThrow(TypeError);
});
