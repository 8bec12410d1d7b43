import type { Shop } from '../shops/shop.ts';
import type { OtlpProtocol, SamplerName } from './telemetry-words.ts';

/** Where a user comes from, and what that means for the records in the CRM. */
export interface SuiteCrmUnit {
  readonly name: string;
  readonly crm: 'suitecrm';
  /** IANA name; dates sent to the CRM are dates there. */
  readonly timeZone: string;
  readonly accountId: string;
  readonly assignedUserId: string;
  readonly securityGroupIds: readonly string[];
  readonly prospectListIds: readonly string[];
  /** The name of the category of products whose line names none; null = none. */
  readonly defaultCategory: string | null;
  /** The status of an invoice that takes another one back. */
  readonly returnStatus: string;
  /** Whether a lead that stood in the CRM before is looked for by its address before one is made. */
  readonly leadLookup: boolean;
}

/** A unit whose contracts live in ikcrm. */
export interface IkcrmUnit {
  readonly name: string;
  readonly crm: 'ikcrm';
  readonly timeZone: string;
}

export type BusinessUnit = SuiteCrmUnit | IkcrmUnit;

/** How to reach SuiteCRM's V8 API and how hard to lean on it. Durations in milliseconds. */
export interface SuiteCrmConfig {
  /** Up to but without `/Api`, no trailing slash. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Present = the password grant. */
  readonly user: { readonly name: string; readonly password: string } | null;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly serialInvoices: boolean;
  /** How long a linked record is taken to be still there after it was seen. */
  readonly linkCheckMs: number;
  /** Whether relations are looked at after they were made. */
  readonly verifyRelations: boolean;
  /** ISO 4217; never looked up, id `-99`. */
  readonly baseCurrency: string;
}

/** How to reach ikcrm's open API v2. Durations in milliseconds. */
export interface IkcrmConfig {
  readonly url: string;
  readonly login: string;
  readonly password: string;
  readonly corpId: string;
  readonly versionCode: string;
  readonly timeoutMs: number;
}

/** Where the service listens. */
export interface ListenConfig {
  readonly host: string;
  readonly port: number;
  /** Other services of this machine may listen on the ports too. */
  readonly shared: boolean;
  /** Where the admin routes, the console, the metrics and the documentation are; null = with everything else. */
  readonly admin: { readonly host: string; readonly port: number } | null;
}

/** Where traces and metrics go over OTLP/HTTP, and which. */
export interface TelemetryConfig {
  /** Up to but without `/v1`, no trailing slash. */
  readonly endpoint: string;
  readonly protocol: OtlpProtocol;
  /** By names in lower case; they may hold secrets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** What is told of the process beside its name. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly sampler: SamplerName;
  /** Of the traces that begin here, for the samplers that take a share: 0 to 1. */
  readonly sampledShare: number;
  /** Between two exports of the metrics, in milliseconds. */
  readonly metricIntervalMs: number;
}

/** Everything the service is told from outside: read once, validated whole, frozen. Durations in milliseconds. */
export interface Config {
  readonly database: {
    /** null = the embedded PostgreSQL in `dataDir`. */
    readonly url: string | null;
    /** The same database as the role that owns its tables; null = `url` does. */
    readonly ownerUrl: string | null;
    readonly dataDir: string;
    /** How many connections statements may take at once; the locks have one of their own. */
    readonly poolSize: number;
  };
  readonly http: ListenConfig;
  readonly logLevel: string;
  /** Decoded signing keys; any one may match. */
  readonly webhookKeys: readonly Uint8Array[];
  readonly adminTokens: readonly { readonly name: string; readonly token: string }[];
  readonly businessUnits: ReadonlyMap<string, BusinessUnit>;
  /** The shops that are connected directly, by their names. */
  readonly shops: ReadonlyMap<string, Shop>;
  readonly suitecrm: SuiteCrmConfig | null;
  readonly ikcrm: IkcrmConfig | null;
  readonly retry: { readonly maxAttempts: number; readonly baseMs: number; readonly maxMs: number };
  readonly worker: {
    /** Events in work at once in this process. */
    readonly concurrency: number;
    /** How long a claimed event stays ours without a heartbeat. */
    readonly leaseMs: number;
    /** How often to look for work of other replicas. */
    readonly pollMs: number;
  };
  readonly shutdownGraceMs: number;
  /** For how many days payloads and steps of what is done or discarded are kept; null = for ever. */
  readonly retentionDays: number | null;
  /** Where people are told of what needs them, and what signs it; null = nowhere. */
  readonly alerts: { readonly url: string; readonly secret: string } | null;
  /** Where people reach the service, no trailing slash; null = not known. */
  readonly publicUrl: string | null;
  /** Null = nowhere. */
  readonly telemetry: TelemetryConfig | null;
}
