import type { CrmView } from './modules/crm-view.ts';
import { fullName, shortName } from './modules/person.ts';
import type { Preferences, Release } from './save/preferences.ts';
import type { Schema } from './schema.ts';
import { Store } from './store/store.ts';
import type { Row } from './store/table.ts';
import type { Tokens } from './tokens.ts';

/** What the handlers of one simulated server share. */
export interface CrmOptions {
  readonly release: Release;
  readonly schema: Schema;
  readonly tokens: Tokens;
  readonly clock: () => Date;
  /** Stock 7.11.14 to 7.12.2 answer a filter by e-mail with a database failure. */
  readonly emailFilter: boolean;
  /** Servers up to 7.11.18 list related records bare (type, id and link), and refuse to page, filter or sort them. */
  readonly relatedPaging: boolean;
  /** false = a paged list tells nothing of how many pages there are. */
  readonly pageCounts: boolean;
  /** On a three-byte database four-byte characters become `????`. */
  readonly charset: 'utf8mb3' | 'utf8mb4';
  /** Of the user behind the API. */
  readonly preferences: Preferences;
}

/** The simulated server's state and settings. */
export class Crm implements CrmView {
  readonly options: CrmOptions;
  readonly schema: Schema;
  store: Store;

  constructor(options: CrmOptions) {
    this.options = options;
    this.schema = options.schema;
    this.store = new Store(options.schema);
  }

  /** The server's clock as the database writes it: `YYYY-MM-DD HH:MM:SS`, UTC. */
  now(): string {
    return this.options.clock().toISOString().slice(0, 19).replace('T', ' ');
  }

  /** The name that other records show for a record; empty if it does not exist or is deleted. */
  nameOf(module: string, id: string): string {
    const found = this.schema.module(module);
    const row = found === undefined || id === '' ? undefined : this.store.table(found.name).find(id);
    if (found === undefined || row === undefined) {
      return '';
    }
    return found.person || found.name === 'Users' ? shortName(row) : (row.values.name ?? '');
  }

  /** A person's name with the salutation. */
  fullName(row: Row): string {
    return fullName(row);
  }

  /** The id on the left of a one-to-many join, seen from the right; empty if there is none. */
  leftOf(relation: string, id: string): string {
    return this.store.join(relation).ofRight(id)[0]?.left ?? '';
  }
}
