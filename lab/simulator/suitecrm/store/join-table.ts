/** One row of a relationship's join table. The database has no unique key over the pair. */
export interface JoinRow {
  readonly left: string;
  readonly right: string;
  deleted: boolean;
}

/** A relationship's join table. */
export class JoinTable {
  readonly #rows: JoinRow[] = [];
  readonly #byLeft = new Map<string, JoinRow[]>();
  readonly #byRight = new Map<string, JoinRow[]>();

  /** All rows, deleted ones included, in order of insertion. */
  all(): readonly JoinRow[] {
    return this.#rows;
  }

  /** The rows of a pair, deleted ones included. */
  pair(left: string, right: string): JoinRow[] {
    return (this.#byLeft.get(left.toLowerCase()) ?? []).filter((row) => row.right === right.toLowerCase());
  }

  /** The living rows with this id on the left. */
  ofLeft(id: string): JoinRow[] {
    return (this.#byLeft.get(id.toLowerCase()) ?? []).filter((row) => !row.deleted);
  }

  /** The living rows with this id on the right. */
  ofRight(id: string): JoinRow[] {
    return (this.#byRight.get(id.toLowerCase()) ?? []).filter((row) => !row.deleted);
  }

  /** Adds a row, whether the pair has one already or not. */
  insert(left: string, right: string): JoinRow {
    const row: JoinRow = { left: left.toLowerCase(), right: right.toLowerCase(), deleted: false };
    this.#rows.push(row);
    append(this.#byLeft, row.left, row);
    append(this.#byRight, row.right, row);
    return row;
  }
}

function append(index: Map<string, JoinRow[]>, key: string, row: JoinRow): void {
  const rows = index.get(key);
  if (rows === undefined) {
    index.set(key, [row]);
  } else {
    rows.push(row);
  }
}
