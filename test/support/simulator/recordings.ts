import { readdirSync, readFileSync } from 'node:fs';

export interface RecordedResource {
  readonly type: string;
  readonly id: string;
  /** Left out of long lists after the first record. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** One request to a real SuiteCRM (7.14.6, or 7.15.0 in the folder of that name) and its answer. */
export interface Recording {
  readonly name: string;
  /** How the recorded server differed from the usual one. */
  readonly server?: {
    readonly charset?: 'utf8mb4';
    readonly invoiceRelation?: 'many-to-many';
    readonly fault?: 'access-denied' | 'php-warnings' | 'empty-500';
    /** How the API user wrote numbers, days and times. */
    readonly user?: 'european' | 'british' | 'taipei';
  };
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly text?: string;
  };
}

const folder = new URL('../../fixtures/recordings/', import.meta.url);

/** The recordings of 7.14.6, in order of name. Each stands for itself. */
export function loadRecordings(): readonly Recording[] {
  return read(folder);
}

/** The recordings of 7.15.0, in the order in which they were made: each builds on those before it. */
export function loadSequence(): readonly Recording[] {
  return read(new URL('7.15/', folder));
}

function read(from: URL): readonly Recording[] {
  return readdirSync(from)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file): Recording => JSON.parse(readFileSync(new URL(file, from), 'utf8')));
}

/** The records in an answer, whether it holds one or a list. */
export function recordedResources(recording: Recording): readonly RecordedResource[] {
  const { json } = recording.response;
  const data: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'data') : undefined;
  return (Array.isArray(data) ? data : [data]).filter(isResource);
}

function isResource(value: unknown): value is RecordedResource {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'id') === 'string';
}
