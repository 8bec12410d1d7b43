import { types } from 'pg';
import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ServicePool } from './pool.ts';

/** SQL with its values, as `sql` makes it. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Asks a statement that each connection parses and plans once. Throws as all statements do. */
export type AskPrepared = (name: string, text: string, values: readonly unknown[]) => Promise<readonly unknown[]>;

const BIGINT = 20;
/** As the ORM gives values, so that one schema fits both ways: the driver leaves a bigint as text, since a number may not hold it. */
const LIKE_THE_ORM = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    type === BIGINT ? BigInt : types.getTypeParser(type, format ?? 'text'),
};

/** On a connection of the pool. */
export function askPreparedOn(pool: Pick<ServicePool, 'query' | 'explain'>): AskPrepared {
  return async (name, text, values) => {
    try {
      return (await pool.query({ name, text, values: [...values], types: LIKE_THE_ORM })).rows;
    } catch (error) {
      throw pool.explain(error);
    }
  };
}

/**
 * Makes a statement for where thousands a second run through it: it goes to the driver directly, past the ORM, whose work on it costs more
 * than the statement itself. `name`: one for each text. `row`: the schema of a row that it gives; rows of another shape are a `TypeError`.
 */
export function preparedStatement<Row extends TSchema>(name: string, row: Row, text: string) {
  const checked = rowsOf(name, row);
  return async (ask: AskPrepared, values: readonly unknown[]): Promise<Static<Row>[]> =>
    checked(await ask(name, text, values));
}

/**
 * The same for a statement that is put together from pieces. The driver refuses a second text under one name: what has a choice of pieces
 * says by `variant` which it has taken, of few.
 */
export function preparedRows<Row extends TSchema>(name: string, row: Row) {
  const checked = rowsOf(name, row);
  return async (
    { askPrepared }: { readonly askPrepared: AskPrepared },
    statement: Statement,
    variant = '',
  ): Promise<Static<Row>[]> => checked(await askPrepared(`${name} ${variant}`, statement.text, statement.values));
}

function rowsOf<Row extends TSchema>(name: string, row: Row) {
  const validator = Compile(Type.Array(row));
  return (rows: unknown): Static<Row>[] => {
    if (validator.Check(rows)) return rows;
    throw new TypeError(`The statement ${name} gave rows of another shape than its schema says`);
  };
}
