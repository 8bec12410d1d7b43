import Type, { type Static, type TArray, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Database, Sql } from './client.ts';

/** What a raw statement is asked of: the database itself, or one transaction of it. */
export type RawQueries = Pick<Database['prisma'], '$queryRaw'>;

/** Schemas of the columns that raw statements give, where JSON has none. */
export const Column = {
  text: Type.String(),
  optionalText: Type.Union([Type.String(), Type.Null()]),
  number: Type.Number(),
  optionalNumber: Type.Union([Type.Number(), Type.Null()]),
  boolean: Type.Boolean(),
  bigint: Type.BigInt(),
  bytes: Type.Refine(
    Type.Unsafe<Uint8Array>({}),
    (value) => value instanceof Uint8Array,
    () => 'must be bytes',
  ),
  instant: Type.Refine(
    Type.Unsafe<Date>({}),
    (value) => value instanceof Date,
    () => 'must be an instant',
  ),
  json: Type.Unknown(),
};

/**
 * Makes a reader of a raw statement's rows, which nothing but the statement itself says the types of. `row`: the schema of one. Throws a
 * `TypeError` for rows of another shape: then statement and schema do not go together.
 */
export function rowsBy<Row extends TSchema>(row: Row) {
  const validator = Compile(Type.Array(row));
  return async (prisma: RawQueries, statement: Sql): Promise<Static<TArray<Row>>> => {
    const given: unknown = await prisma.$queryRaw(statement);
    if (validator.Check(given)) return given;
    throw new TypeError('A statement gave rows of another shape than its schema says');
  };
}
