import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { decodeHtml } from './html.ts';
import type { CrmRecord } from './types.ts';

// PHP writes an empty object as []; servers up to 7.11.18 leave the attributes of related records out.
const AnyAttributes = Type.Union([
  Type.Record(Type.String(), Type.Unknown()),
  Type.Array(Type.Unknown(), { maxItems: 0 }),
]);
const RawRecord = Type.Object({
  type: Type.String(),
  id: Type.String({ minLength: 1 }),
  attributes: Type.Optional(AnyAttributes),
  relationships: Type.Optional(Type.Unknown()),
});
const Relationships = Compile(
  Type.Record(Type.String(), Type.Object({ links: Type.Object({ related: Type.String() }) })),
);
const OneRecord = Compile(Type.Object({ data: RawRecord }));
const Page = Compile(
  Type.Object({
    data: Type.Array(RawRecord),
    meta: Type.Optional(Type.Object({ 'total-pages': Type.Optional(Type.Integer({ minimum: 0 })) })),
  }),
);
const Related = Compile(Type.Object({ meta: Type.Object({ message: Type.String() }) }));
const Fields = Compile(Type.Object({ data: Type.Object({ attributes: Type.Record(Type.String(), Type.Unknown()) }) }));

/** One page of records. `totalPages` null where the server does not tell (no result, or up to 7.11.18). */
export interface RecordPage {
  readonly records: readonly CrmRecord[];
  /** How many the server listed, a doubled one twice. */
  readonly rows: number;
  readonly totalPages: number | null;
}

/** `{data: {type, id, attributes}}`; null when the answer has another shape, as for all readers here. */
export function readRecord(json: unknown): CrmRecord | null {
  return OneRecord.Check(json) ? toRecord(json.data) : null;
}

/** `{data: [...], meta?}`, each record once: SuiteCRM lists one twice when a race doubled a row of its join. */
export function readPage(json: unknown): RecordPage | null {
  if (!Page.Check(json)) return null;
  const byId = new Map(json.data.map((raw) => [raw.id, toRecord(raw)]));
  return { records: [...byId.values()], rows: json.data.length, totalPages: json.meta?.['total-pages'] ?? null };
}

/** `{meta: {message}}`, the answer to a new relationship, and to one that was removed. */
export function readRelated(json: unknown): true | null {
  return Related.Check(json) ? true : null;
}

/** The field names of /meta/fields/{module}. */
export function readFields(json: unknown): readonly string[] | null {
  return Fields.Check(json) ? Object.keys(json.data.attributes) : null;
}

function toRecord(raw: Type.Static<typeof RawRecord>): CrmRecord {
  const entries = Object.entries(raw.attributes ?? {}).map(([name, value]) => [name, toText(value)] as const);
  const links = readLinks(raw.relationships);
  return { id: raw.id, attributes: Object.fromEntries(entries), ...(links === null ? {} : { links }) };
}

/** `{Module: {links: {related: "V8/module/…/relationships/<link>"}}}`: the last part of each address is the link's name. */
function readLinks(relationships: unknown): Readonly<Record<string, string>> | null {
  if (!Relationships.Check(relationships)) return null;
  const names = Object.entries(relationships).map(([module, { links }]) => {
    return [module, links.related.slice(links.related.lastIndexOf('/') + 1)] as const;
  });
  return Object.fromEntries(names.filter(([, name]) => name !== ''));
}

/** Almost all values are text; a few booleans and zeros come as such, and links that were not loaded as `{}`. */
function toText(value: unknown): string {
  if (typeof value === 'string') return decodeHtml(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value) : '';
}
