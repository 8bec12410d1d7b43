import type { Schema } from '../schema.ts';
import { EmailBook } from './email-book.ts';
import { JoinTable } from './join-table.ts';
import { Table } from './table.ts';

/** The simulated database: one table per module, one join table per relationship, and the e-mail tables. */
export class Store {
  readonly emails: EmailBook;
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #joins: ReadonlyMap<string, JoinTable>;

  constructor(schema: Schema) {
    this.#tables = new Map(schema.modules.map((module) => [module.name, new Table(module.indexed)]));
    this.emails = new EmailBook(this.table('EmailAddresses'));
    const joins = schema.relations.filter((relation) => relation.kind === 'join');
    this.#joins = new Map(joins.map((relation) => [relation.name, new JoinTable()]));
  }

  /** The table of a module; throws for a module the simulator does not have. */
  table(module: string): Table {
    const table = this.#tables.get(module);
    if (table === undefined) {
      throw new Error(`the simulated SuiteCRM has no module ${module}`);
    }
    return table;
  }

  /** The join table of a relationship; throws for a relationship without one. */
  join(relation: string): JoinTable {
    const table = this.#joins.get(relation);
    if (table === undefined) {
      throw new Error(`the simulated SuiteCRM has no join table ${relation}`);
    }
    return table;
  }
}
