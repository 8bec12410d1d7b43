import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { readJsonIfSound } from '../../domain/json.ts';
import { JsonNumber, MAX_NUMBER_LENGTH } from '../../domain/json-number.ts';
import { TOKEN } from '../token-form.ts';
import type { Contract, ContractLine } from './types.ts';

// A contract with thousands of lines, of which the CRM shows all fields.
const MAX_VALUES = 500_000;

// To TypeBox a JsonNumber is an object like any other.
const Numeric = Type.Refine(
  Type.Unsafe<JsonNumber | string>(Type.Unknown()),
  (value) => {
    if (value instanceof JsonNumber) return value.source.length <= MAX_NUMBER_LENGTH;
    return typeof value === 'string' && value.length <= MAX_NUMBER_LENGTH && value.trim() !== '';
  },
  () => 'Must be a number or text.',
);
const OptionalText = Type.Optional(Type.Union([Type.String(), Type.Null()]));

const Envelope = Compile(
  Type.Object({
    code: Numeric,
    data: Type.Optional(Type.Unknown()),
    message: OptionalText,
    error: OptionalText,
  }),
);
const Line = Type.Object({
  id: Numeric,
  product_id: Numeric,
  quantity: Numeric,
  recommended_unit_price: Type.Optional(Type.Union([Numeric, Type.Null()])),
  // Not optional: a line whose remark is not shown cannot be told from one without our marker.
  remark: Type.Union([Type.String(), Type.Null()]),
});
const ContractData = Compile(Type.Object({ id: Numeric, product_assets_for_new_record: Type.Array(Line) }));
const LoginData = Compile(Type.Object({ user_token: Type.String({ pattern: TOKEN }) }));

/** `{code, data, message, error}`, which every answer is, that of a failure too [guide]. */
export interface Envelope {
  /** `0` = success. */
  readonly code: string;
  readonly data: unknown;
  readonly message: string;
  readonly error: string;
}

/** The envelope in a body, its numbers with all their digits; null when the body is something else, as for all readers here. */
export function readEnvelope(body: Uint8Array): Envelope | null {
  // A page, half a body, or nothing: the caller knows the status and says which.
  const json = readJsonIfSound(body, MAX_VALUES);
  if (!Envelope.Check(json)) return null;
  return { code: text(json.code), data: json.data, message: json.message ?? '', error: json.error ?? '' };
}

/** The contract with its lines, `data` of both GET and POST [guide, public clients]. */
export function readContract(data: unknown): Contract | null {
  if (!ContractData.Check(data)) return null;
  return { id: text(data.id), lines: data.product_assets_for_new_record.map(toLine) };
}

/** The token of a login [public clients]. */
export function readToken(data: unknown): string | null {
  return LoginData.Check(data) ? data.user_token : null;
}

function toLine(raw: Type.Static<typeof Line>): ContractLine {
  const price = raw.recommended_unit_price ?? null;
  return {
    id: text(raw.id),
    productId: text(raw.product_id),
    quantity: text(raw.quantity),
    recommendedUnitPrice: price === null ? null : text(price),
    remark: raw.remark ?? '',
  };
}

function text(value: JsonNumber | string): string {
  return value instanceof JsonNumber ? value.plain : value.trim();
}
