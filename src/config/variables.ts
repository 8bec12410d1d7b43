import Type, { type Static } from 'typebox';
import { OTLP_PROTOCOLS, SAMPLERS } from './telemetry-words.ts';

const DAY_MS = 86_400_000;

/** Every environment variable that the service reads: what it may be, and what it is where it is not set. */
export const VARIABLES = Type.Object({
  DATABASE_URL: Type.Optional(databaseAddress()),
  DATABASE_OWNER_URL: Type.Optional(databaseAddress()),
  DATABASE_POOL_SIZE: whole(20, 2, 1000),
  DATA_DIR: text(anything, '', './data'),
  HOST: text(anything, '', '0.0.0.0'),
  PORT: whole(3000, 0, 65_535),
  SHARE_PORT: truth(false),
  ADMIN_HOST: Type.Optional(Type.String()),
  ADMIN_PORT: Type.Optional(whole(null, 0, 65_535)),
  LOG_LEVEL: choice('info', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  WEBHOOK_SECRETS: Type.Optional(Type.String()),
  ADMIN_TOKENS: text(anything, '', ''),
  BUSINESS_UNITS_FILE: text(anything, '', './business-units.json'),
  SHOPS_FILE: text(anything, '', './shops.json'),
  SUITECRM_URL: Type.Optional(
    address(
      (url) => !/\/api(\/v8|\/access_token)?$/i.test(url),
      'must end before /Api, such as https://crm.example.com',
    ),
  ),
  SUITECRM_CLIENT_ID: Type.Optional(Type.String()),
  SUITECRM_CLIENT_SECRET: Type.Optional(Type.String()),
  SUITECRM_USERNAME: Type.Optional(Type.String()),
  SUITECRM_PASSWORD: Type.Optional(Type.String()),
  SUITECRM_CONCURRENCY: whole(4, 1, 256),
  SUITECRM_TIMEOUT_MS: whole(30_000, 1, 600_000),
  SUITECRM_SERIAL_INVOICES: truth(true),
  SUITECRM_BASE_CURRENCY: text((code) => /^[A-Z]{3}$/.test(code), 'must be an ISO 4217 code such as TWD', 'TWD'),
  VERIFY_RELATIONS: truth(true),
  LINK_CHECK_MINUTES: whole(10, 0, 60 * 24 * 365),
  IKCRM_URL: Type.Optional(address()),
  IKCRM_LOGIN: Type.Optional(Type.String()),
  IKCRM_PASSWORD: Type.Optional(Type.String()),
  IKCRM_CORP_ID: Type.Optional(Type.String()),
  IKCRM_VERSION_CODE: text(anything, '', '9.9.9'),
  IKCRM_TIMEOUT_MS: whole(30_000, 100, 600_000),
  MAX_ATTEMPTS: whole(12, 1, 1000),
  RETRY_BASE_MS: whole(1000, 1, DAY_MS),
  RETRY_MAX_MS: whole(600_000, 1, DAY_MS),
  WORKER_CONCURRENCY: whole(8, 1, 256),
  LEASE_MS: whole(15_000, 100, DAY_MS),
  POLL_MS: whole(500, 1, 60_000),
  SHUTDOWN_GRACE_MS: whole(10_000, 0, 600_000),
  RETENTION_DAYS: Type.Optional(days()),
  ALERT_URL: Type.Optional(hookAddress()),
  ALERT_SECRET: Type.Optional(Type.String()),
  PUBLIC_URL: Type.Optional(address()),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    address((url) => !/\/v1\/(traces|metrics)$/.test(url), 'must end before /v1, such as http://localhost:4318'),
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: choice('http/protobuf', OTLP_PROTOCOLS),
  OTEL_EXPORTER_OTLP_HEADERS: Type.Optional(Type.String()),
  OTEL_SERVICE_NAME: text(anything, '', 'tillbridge'),
  OTEL_RESOURCE_ATTRIBUTES: Type.Optional(Type.String()),
  OTEL_TRACES_SAMPLER: choice('parentbased_always_on', SAMPLERS),
  OTEL_TRACES_SAMPLER_ARG: text(isShare, 'must be a number from 0 to 1', '1'),
  OTEL_METRIC_EXPORT_INTERVAL: whole(60_000, 1_000, DAY_MS),
});
export type Variables = Static<typeof VARIABLES>;
export type VariableName = keyof Variables;

/** A whole number within bounds, both included; null = there is none where it is not set. */
function whole(fallback: number | null, minimum: number, maximum: number) {
  return Type.Refine(
    Type.Unsafe<number>({ reads: 'integer', ...(fallback === null ? {} : { default: fallback }) }),
    (value) => Number.isInteger(value) && value >= minimum && value <= maximum,
    () => `must be a whole number from ${minimum} to ${maximum}`,
  );
}

/** A time in days, parts of a day too. */
function days() {
  return Type.Refine(
    Type.Unsafe<number>({ reads: 'number' }),
    (value) => typeof value === 'number' && value > 0 && value <= 36_500,
    () => 'must be a number of days over 0, such as 90; unset keeps everything',
  );
}

function truth(fallback: boolean) {
  return Type.Refine(
    Type.Unsafe<boolean>({ reads: 'boolean', default: fallback }),
    (value) => typeof value === 'boolean',
    () => 'must be true or false',
  );
}

function choice(fallback: string, words: readonly string[]) {
  return text((word) => words.includes(word), `must be one of ${words.join(', ')}`, fallback);
}

function text(check: (value: string) => boolean, sentence: string, fallback?: string) {
  const schema = fallback === undefined ? Type.String() : Type.String({ default: fallback });
  return Type.Refine(schema, check, () => sentence);
}

function isShare(text: string): boolean {
  return /^\d*\.?\d+$/.test(text) && Number(text) <= 1;
}

function anything(): boolean {
  return true;
}

/** What may be said of TLS to a database is what PostgreSQL's manual means by it, but for what the driver cannot do. */
function databaseAddress() {
  const isAddress = (url: string) => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);
  const said = (url: string, name: string) => (isAddress(url) ? new URL(url).searchParams.get(name) : null);
  const rules: readonly (readonly [sound: (url: string) => boolean, sentence: string])[] = [
    [
      (url) => !isAddress(url) || !new URL(url).hostname.includes(','),
      'must name one host: of several the driver would not find the primary',
    ],
    [
      (url) => ['disable', 'require', 'verify-ca', 'verify-full'].includes(said(url, 'sslmode') ?? 'disable'),
      'must have sslmode disable, require, verify-ca or verify-full: the driver does not try one way and then another',
    ],
    [
      (url) => said(url, 'sslmode') !== 'verify-ca' || said(url, 'sslrootcert') !== null,
      'must name the authority with sslrootcert=<file> where sslmode is verify-ca',
    ],
  ];
  return rules.reduce<ReturnType<typeof text>>(
    (schema, [sound, sentence]) => Type.Refine(schema, sound, () => sentence),
    text(isAddress, 'must be an address that starts with postgresql://, special characters percent-encoded'),
  );
}

/** An http or https address without user, query and fragment. `sentence`: what `check` asks beside. */
function address(check: (url: string) => boolean = anything, sentence = '') {
  const rules: readonly (readonly [sound: (url: string) => boolean, sentence: string])[] = [
    [isHttp, 'must be an address that starts with http:// or https://'],
    [(url) => !/[?#]/.test(url), 'must have no query and no fragment'],
    [hasNoUser, 'must hold no user and no password'],
    [(url) => check(url.replace(/\/+$/, '')), sentence],
  ];
  return rules.reduce<ReturnType<typeof text>>(
    (schema, [sound, words]) =>
      Type.Refine(
        schema,
        // What is no address at all has no parts to speak of.
        (url) => sound(url) || (sound !== isHttp && !isHttp(url)),
        () => words,
      ),
    text(anything, ''),
  );
}

/** An http or https address as a receiver of webhooks hands it out: with a query, too. */
function hookAddress() {
  return Type.Refine(
    text(isHttp, 'must be an address that starts with http:// or https://'),
    hasNoUser,
    () => 'must hold no user and no password',
  );
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function hasNoUser(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}
