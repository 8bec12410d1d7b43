/** A column of a table. */
export interface Column {
  readonly head: string;
  /** The narrowest it is cut to where room is short; absent: its cells are shown whole, as ids are that somebody copies. */
  readonly least?: number;
  /** Where cutting is not enough, the column with the highest number is left out first; absent: never. */
  readonly leaveOut?: number;
}

/**
 * The widths at which columns stand side by side in `room` characters, `gap` between two of them; null for one that is left out.
 * Columns that can be neither cut nor left out stand out beyond the room. `natural`: as wide as each needs to be.
 */
export function layOut(
  columns: readonly Column[],
  natural: readonly number[],
  room: number,
  gap: number,
): (number | null)[] {
  const all = columns.map((column, index) => {
    const width = natural[index] ?? 0;
    return { ...column, width, least: Math.min(column.least ?? width, width) };
  });
  let kept = all;
  const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width + gap, -gap);
  while (sum(kept.map(({ least }) => least)) > room) {
    const [first] = kept
      .filter(({ leaveOut }) => leaveOut !== undefined)
      .toSorted((a, b) => (b.leaveOut ?? 0) - (a.leaveOut ?? 0));
    if (first === undefined) break;
    kept = kept.filter((column) => column !== first);
  }
  // The widest give way first, down to one width that all of them can have.
  for (let most = room; most >= 0; most -= 1) {
    const widths = kept.map(({ width, least }) => Math.max(least, Math.min(width, most)));
    if (most > 0 && sum(widths) > room) continue;
    return all.map((column) => widths[kept.indexOf(column)] ?? null);
  }
  return all.map(({ width }) => width);
}
