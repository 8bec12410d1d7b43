import { readFileSync } from 'node:fs';
import { readAdminTokens } from './admin-tokens.ts';
import { readBusinessUnits } from './business-units.ts';
import type { BusinessUnit, Config, IkcrmConfig, SuiteCrmConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { deepFreeze, FrozenMap } from './deep-freeze.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { readListen } from './listen.ts';
import { readShops } from './shops.ts';
import { readTelemetry } from './telemetry.ts';
import { checkAlertSecret, readWebhookKeys } from './webhook-keys.ts';

/** What a configuration is read with beside the environment. */
export interface ConfigSources {
  /** Reads a file; that of the business units. */
  readonly readFile?: (path: string) => Uint8Array;
}

/**
 * Reads the environment and the business units file, validates all of it and gives back a frozen configuration.
 * @throws {ConfigError} naming every problem at once, and no secret.
 */
export function loadConfig(env: NodeJS.ProcessEnv, { readFile = readFileSync }: ConfigSources = {}): Config {
  const environment = readEnvironment(env);
  const { values, problems } = environment;
  const businessUnits = readBusinessUnits(values.BUSINESS_UNITS_FILE, problems, readFile);
  const config: Config = {
    database: readDatabase(environment),
    http: readListen(environment),
    logLevel: values.LOG_LEVEL,
    webhookKeys: readWebhookKeys(environment),
    adminTokens: readAdminTokens(environment),
    businessUnits: new FrozenMap(businessUnits),
    shops: new FrozenMap(readShops(environment, { units: businessUnits, readFile, env })),
    suitecrm: readSuiteCrm(environment, businessUnits),
    ikcrm: readIkcrm(environment),
    retry: readRetry(environment),
    worker: { concurrency: values.WORKER_CONCURRENCY, leaseMs: values.LEASE_MS, pollMs: values.POLL_MS },
    shutdownGraceMs: values.SHUTDOWN_GRACE_MS,
    retentionDays: values.RETENTION_DAYS ?? null,
    alerts: readAlerts(environment),
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    telemetry: readTelemetry(environment),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(config);
}

function readDatabase(environment: Environment): Config['database'] {
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl, DATABASE_POOL_SIZE, DATA_DIR } = environment.values;
  if (ownerUrl !== undefined && !environment.isSet('DATABASE_URL'))
    environment.problem('DATABASE_OWNER_URL', 'is set without DATABASE_URL, whose role the service works as');
  return { url: url ?? null, ownerUrl: ownerUrl ?? null, dataDir: DATA_DIR, poolSize: DATABASE_POOL_SIZE };
}

/**
 * The database alone, for what does nothing else.
 * @throws {ConfigError} naming what is wrong with its variables, and no secret.
 */
export function loadDatabaseConfig(env: NodeJS.ProcessEnv): Config['database'] {
  const environment = readEnvironment(env);
  const database = readDatabase(environment);
  const problems = environment.problems.filter((problem) => /^DATA(BASE|_DIR)/.test(problem));
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(database);
}

function readSuiteCrm(environment: Environment, units: ReadonlyMap<string, BusinessUnit>): SuiteCrmConfig | null {
  const { values } = environment;
  // Where no unit could be read, it is not known whether it is needed; all that is missing is to be named at once.
  const needed = units.size === 0 || [...units.values()].some((unit) => unit.crm === 'suitecrm');
  if (!needed && values.SUITECRM_URL === undefined) return null;
  const { SUITECRM_USERNAME: name, SUITECRM_PASSWORD: password } = values;
  if (environment.isSet('SUITECRM_USERNAME') !== environment.isSet('SUITECRM_PASSWORD')) {
    environment.problem('SUITECRM_USERNAME', 'and SUITECRM_PASSWORD must both be set, or neither');
  }
  return {
    url: addressIn(environment, 'SUITECRM_URL'),
    clientId: required(environment, 'SUITECRM_CLIENT_ID'),
    clientSecret: required(environment, 'SUITECRM_CLIENT_SECRET'),
    user: name === undefined || password === undefined ? null : { name, password },
    concurrency: values.SUITECRM_CONCURRENCY,
    timeoutMs: values.SUITECRM_TIMEOUT_MS,
    serialInvoices: values.SUITECRM_SERIAL_INVOICES,
    verifyRelations: values.VERIFY_RELATIONS,
    linkCheckMs: values.LINK_CHECK_MINUTES * 60_000,
    baseCurrency: values.SUITECRM_BASE_CURRENCY,
  };
}

function readIkcrm(environment: Environment): IkcrmConfig | null {
  const { values } = environment;
  const names = ['IKCRM_URL', 'IKCRM_LOGIN', 'IKCRM_PASSWORD', 'IKCRM_CORP_ID'] as const;
  if (!names.some((name) => environment.isSet(name))) return null;
  return {
    url: addressIn(environment, 'IKCRM_URL'),
    login: required(environment, 'IKCRM_LOGIN'),
    password: required(environment, 'IKCRM_PASSWORD'),
    corpId: required(environment, 'IKCRM_CORP_ID'),
    versionCode: values.IKCRM_VERSION_CODE,
    timeoutMs: values.IKCRM_TIMEOUT_MS,
  };
}

function readRetry(environment: Environment): Config['retry'] {
  const { MAX_ATTEMPTS: maxAttempts, RETRY_BASE_MS: baseMs, RETRY_MAX_MS: maxMs } = environment.values;
  if (baseMs > maxMs) environment.problem('RETRY_BASE_MS', 'must not be greater than RETRY_MAX_MS');
  return { maxAttempts, baseMs, maxMs };
}

function readAlerts(environment: Environment): Config['alerts'] {
  const { ALERT_URL: url, ALERT_SECRET: secret } = environment.values;
  const [hasUrl, hasSecret] = [environment.isSet('ALERT_URL'), environment.isSet('ALERT_SECRET')];
  if (!hasUrl && !hasSecret) return null;
  if (!hasUrl) environment.problem('ALERT_SECRET', 'is set without ALERT_URL, to which alerts go');
  if (!hasSecret) environment.problem('ALERT_URL', 'is set without ALERT_SECRET, which signs the alerts');
  checkAlertSecret(environment, secret ?? '');
  return { url: url ?? '', secret: secret ?? '' };
}

/** An address without the slashes at its end. */
function addressIn(environment: Environment, name: 'SUITECRM_URL' | 'IKCRM_URL'): string {
  return required(environment, name).replace(/\/+$/, '');
}

/** A text that must be there; an empty one stands in for it, after the problem was noted. */
function required(environment: Environment, name: RequiredName): string {
  if (!environment.isSet(name)) environment.problem(name, 'is not set');
  return environment.values[name] ?? '';
}

type RequiredName =
  | 'SUITECRM_CLIENT_ID'
  | 'SUITECRM_CLIENT_SECRET'
  | 'SUITECRM_URL'
  | `IKCRM_${'URL' | 'LOGIN' | 'PASSWORD' | 'CORP_ID'}`;
