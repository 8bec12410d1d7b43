import type { Pool } from 'pg';
import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { ofDatabase } from './error-chain.ts';

/** What one value of a statement may be; bytes travel as they are. */
export type PreparedValue = string | number | null | Uint8Array | readonly number[];

/** Asks a statement that each connection parses and plans once. Throws as all statements do. */
export type AskPrepared = (name: string, text: string, values: readonly PreparedValue[]) => Promise<readonly unknown[]>;

/** On a connection of the pool. */
export function askPreparedOn(pool: Pick<Pool, 'query'>): AskPrepared {
  return async (name, text, values) => {
    try {
      return (await pool.query({ name, text, values: [...values] })).rows;
    } catch (error) {
      throw ofDatabase(error);
    }
  };
}

/**
 * Makes a statement for where thousands a second run through it: it goes to the driver directly, past the ORM, whose work on it costs more
 * than the statement itself. `name`: one for each text. `row`: the schema of a row that it gives; rows of another shape are a `TypeError`.
 */
export function preparedStatement<Row extends TSchema>(name: string, row: Row, text: string) {
  const validator = Compile(Type.Array(row));
  return async (ask: AskPrepared, values: readonly PreparedValue[]): Promise<Static<Row>[]> => {
    const rows: unknown = await ask(name, text, values);
    if (validator.Check(rows)) return rows;
    throw new TypeError(`The statement ${name} gave rows of another shape than its schema says`);
  };
}
