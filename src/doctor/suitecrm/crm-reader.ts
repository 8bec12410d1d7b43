import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { SuiteCrmConfig } from '../../config/config.ts';
import { RecordNotFound, RequestRejected } from '../../crm/errors.ts';
import { readPage, readRecord } from '../../crm/suitecrm/answers.ts';
import { suiteCrmCall } from '../../crm/suitecrm/call.ts';
import { createTransport, type V8Call } from '../../crm/suitecrm/transport.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';

/** A record as the doctor looks at it. */
export interface CheckedRecord extends CrmRecord {
  /** The modules that the CRM shows a relationship with. */
  readonly relatedModules: ReadonlySet<string>;
}

/** The V8 API, reading only. Every method rejects with a `CrmError`. */
export interface CrmReader {
  /** Logs in with the configured grant. */
  login(): Promise<void>;
  /**
   * Those of the names that a module has neither a field nor a link for. Asked by a list GET that selects them: it is checked
   * against the module's definition, with records or without. (`/meta/fields` tells only of modules in the menu.)
   */
  missing(module: string, names: readonly string[]): Promise<readonly string[]>;
  /** GET /current-user: the user behind the token. */
  currentUser(): Promise<CrmRecord>;
  /** GET /module/{module}/{id}; null = not there, or deleted. */
  find(module: string, id: string): Promise<CheckedRecord | null>;
  /** The first `size` records of a module, or of those with such values. */
  list(module: string, size: number, filter?: Readonly<Record<string, string>>): Promise<readonly CheckedRecord[]>;
  close(): Promise<void>;
}

// PHP writes an empty object as [].
const Relationships = Type.Object({
  id: Type.String(),
  relationships: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Array(Type.Unknown())])),
});
const One = Compile(Type.Object({ data: Relationships }));
const Many = Compile(Type.Object({ data: Type.Array(Relationships) }));

const NOT_FOUND = /^The following fields? in \S+ module (?:is|are) not found: (.+)$/;

export function createCrmReader(config: SuiteCrmConfig, clock: () => number): CrmReader {
  const transport = createTransport(config, { clock, onCall: () => {} });
  const ended = new AbortController();
  const context = { signal: ended.signal, beforeSend: () => {} };

  const get = <T>(call: Pick<V8Call<T>, 'operation' | 'module' | 'id' | 'path' | 'read'>) =>
    transport.send<T>({ ...call, ...suiteCrmCall({ ...call, verb: 'GET' }), body: null }, context);

  return {
    login: () => transport.authenticate(ended.signal),

    async missing(module, names) {
      const query = new URLSearchParams({
        [`fields[${module}]`]: names.join(','),
        'page[size]': '1',
        'page[number]': '1',
      });
      const path = `/module/${encodeURIComponent(module)}?${query}`;
      try {
        await get({ operation: 'search', module, id: null, path, read: readPage });
        return [];
      } catch (error) {
        const absent = error instanceof RequestRejected ? NOT_FOUND.exec(error.detail ?? '')?.[1] : undefined;
        if (absent === undefined) throw error;
        return absent.split(', ');
      }
    },

    currentUser: () => get({ operation: 'find', module: 'Users', id: null, path: '/current-user', read: readRecord }),

    async find(module, id) {
      const path = `/module/${encodeURIComponent(module)}/${encodeURIComponent(id)}`;
      try {
        return await get({ operation: 'find', module, id, path, read: readOne });
      } catch (error) {
        if (error instanceof RecordNotFound) return null;
        throw error;
      }
    },

    list(module, size, filter = {}) {
      const query = new URLSearchParams({
        ...Object.fromEntries(Object.entries(filter).map(([field, value]) => [`filter[${field}][eq]`, value])),
        'page[size]': String(size),
        'page[number]': '1',
      });
      const path = `/module/${encodeURIComponent(module)}?${query}`;
      return get({ operation: 'search', module, id: null, path, read: readMany });
    },

    close: () => transport.close(),
  };
}

function readOne(json: unknown): CheckedRecord | null {
  const record = readRecord(json);
  return record === null || !One.Check(json) ? null : { ...record, relatedModules: relatedModules(json.data) };
}

function readMany(json: unknown): readonly CheckedRecord[] | null {
  const page = readPage(json);
  if (page === null || !Many.Check(json)) return null;
  const related = new Map(json.data.map((raw) => [raw.id, relatedModules(raw)]));
  return page.records.map((record) => ({ ...record, relatedModules: related.get(record.id) ?? new Set() }));
}

function relatedModules({ relationships = {} }: Type.Static<typeof Relationships>): ReadonlySet<string> {
  return new Set(Array.isArray(relationships) ? [] : Object.keys(relationships));
}
