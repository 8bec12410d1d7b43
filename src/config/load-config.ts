import { readAdminTokens } from './admin-tokens.ts';
import { readBusinessUnits } from './business-units.ts';
import type { BusinessUnit, Config, IkcrmConfig, SuiteCrmConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { deepFreeze, FrozenMap } from './deep-freeze.ts';
import { Environment } from './environment.ts';
import { readWebhookKeys } from './webhook-keys.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const DAY_MS = 86_400_000;

/**
 * Reads the environment and the business units file, validates all of it and gives back a frozen configuration.
 * @throws {ConfigError} naming every problem at once, and no secret.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const environment = new Environment(env);
  const unitsFile = environment.text('BUSINESS_UNITS_FILE', './business-units.json');
  const businessUnits = readBusinessUnits(unitsFile, environment.problems);
  const config: Config = {
    database: { url: readDatabaseUrl(environment), dataDir: environment.text('DATA_DIR', './data') },
    http: { host: environment.text('HOST', '0.0.0.0'), port: environment.integer('PORT', 3000, 0, 65_535) },
    logLevel: environment.choice('LOG_LEVEL', 'info', LOG_LEVELS),
    webhookKeys: readWebhookKeys(environment),
    adminTokens: readAdminTokens(environment),
    businessUnits: new FrozenMap(businessUnits),
    suitecrm: readSuiteCrm(environment, businessUnits),
    ikcrm: readIkcrm(environment),
    retry: readRetry(environment),
    worker: {
      concurrency: environment.integer('WORKER_CONCURRENCY', 8, 1, 256),
      leaseMs: environment.integer('LEASE_MS', 15_000, 100, DAY_MS),
      pollMs: environment.integer('POLL_MS', 500, 1, 60_000),
    },
    shutdownGraceMs: environment.integer('SHUTDOWN_GRACE_MS', 10_000, 0, 600_000),
  };
  if (environment.problems.length > 0) throw new ConfigError(environment.problems);
  return deepFreeze(config);
}

function readDatabaseUrl(environment: Environment): string | null {
  const url = environment.optional('DATABASE_URL');
  if (url !== null && !(/^postgres(ql)?:\/\//.test(url) && URL.canParse(url))) {
    environment.problem(
      'DATABASE_URL',
      'must be an address that starts with postgresql://, special characters percent-encoded',
    );
  }
  return url;
}

function readSuiteCrm(environment: Environment, units: ReadonlyMap<string, BusinessUnit>): SuiteCrmConfig | null {
  // Where no unit could be read, it is not known whether it is needed; all that is missing is to be named at once.
  const needed = units.size === 0 || [...units.values()].some((unit) => unit.crm === 'suitecrm');
  if (!needed && environment.optional('SUITECRM_URL') === null) return null;
  const url = environment.url('SUITECRM_URL');
  if (/\/api(\/v8|\/access_token)?$/i.test(url)) {
    environment.problem(
      'SUITECRM_URL',
      'must end before /Api, such as https://crm.example.com or https://crm.example.com/legacy',
    );
  }
  const baseCurrency = environment.text('SUITECRM_BASE_CURRENCY', 'TWD');
  if (!/^[A-Z]{3}$/.test(baseCurrency)) {
    environment.problem('SUITECRM_BASE_CURRENCY', 'must be an ISO 4217 code such as TWD');
  }
  const name = environment.optional('SUITECRM_USERNAME');
  const password = environment.optional('SUITECRM_PASSWORD');
  if ((name === null) !== (password === null)) {
    environment.problem('SUITECRM_USERNAME', 'and SUITECRM_PASSWORD must both be set, or neither');
  }
  return {
    url,
    clientId: environment.required('SUITECRM_CLIENT_ID'),
    clientSecret: environment.required('SUITECRM_CLIENT_SECRET'),
    user: name === null || password === null ? null : { name, password },
    concurrency: environment.integer('SUITECRM_CONCURRENCY', 4, 1, 256),
    timeoutMs: environment.integer('SUITECRM_TIMEOUT_MS', 30_000, 1, 600_000),
    serialInvoices: environment.boolean('SUITECRM_SERIAL_INVOICES', true),
    verifyRelations: environment.boolean('VERIFY_RELATIONS', true),
    linkCheckMs: environment.integer('LINK_CHECK_MINUTES', 10, 0, 60 * 24 * 365) * 60_000,
    baseCurrency,
  };
}

function readIkcrm(environment: Environment): IkcrmConfig | null {
  const names = ['IKCRM_URL', 'IKCRM_LOGIN', 'IKCRM_PASSWORD', 'IKCRM_CORP_ID'];
  if (names.every((name) => environment.optional(name) === null)) return null;
  return {
    url: environment.url('IKCRM_URL'),
    login: environment.required('IKCRM_LOGIN'),
    password: environment.required('IKCRM_PASSWORD'),
    corpId: environment.required('IKCRM_CORP_ID'),
    versionCode: environment.text('IKCRM_VERSION_CODE', '9.9.9'),
    timeoutMs: environment.integer('IKCRM_TIMEOUT_MS', 30_000, 100, 600_000),
  };
}

function readRetry(environment: Environment): Config['retry'] {
  const retry = {
    maxAttempts: environment.integer('MAX_ATTEMPTS', 12, 1, 1000),
    baseMs: environment.integer('RETRY_BASE_MS', 1000, 1, DAY_MS),
    maxMs: environment.integer('RETRY_MAX_MS', 600_000, 1, DAY_MS),
  };
  if (retry.baseMs > retry.maxMs) environment.problem('RETRY_BASE_MS', 'must not be greater than RETRY_MAX_MS');
  return retry;
}
