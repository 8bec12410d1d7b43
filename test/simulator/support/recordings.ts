import { readdirSync, readFileSync } from 'node:fs';

export interface RecordedResource {
  readonly type: string;
  readonly id: string;
  /** Left out of long lists after the first record. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** One request to a real SuiteCRM 7.14.6 and its answer. */
export interface Recording {
  readonly name: string;
  /** How the recorded server differed from the usual one. */
  readonly server?: {
    readonly charset?: 'utf8mb4';
    readonly invoiceRelation?: 'many-to-many';
    readonly fault?: 'access-denied' | 'php-warnings' | 'empty-500';
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

/** All recordings, in order of name. */
export function loadRecordings(): readonly Recording[] {
  return readdirSync(folder)
    .sort()
    .map((file): Recording => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
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
