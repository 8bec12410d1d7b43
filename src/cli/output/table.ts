import Table from 'cli-table3';
import width from 'string-width';
import type { Screen } from './screen.ts';

// Nothing but spaces between the columns: whole ids can be marked and copied, and lines can be cut by other programs.
const GAP = '  ';
const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GAP,
};

/** Rows under their heads: each column as wide as it needs to be, or, where the screen is narrower, as `layOut` says. */
export function table(
  { paint, columns: room }: Screen,
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): string {
  const natural = columns.map(({ head }, index) =>
    rows.reduce((widest, row) => Math.max(widest, width(row[index] ?? '')), width(head)),
  );
  const widths = room === null ? natural : layOut(columns, natural, room, GAP.length);
  const shown = <T>(cells: readonly T[]) => cells.filter((_, index) => widths[index] !== null);
  const drawn = new Table({
    head: shown(columns).map(({ head }) => paint('bold', head)),
    colWidths: widths.filter((one) => one !== null),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  drawn.push(...rows.map((row) => shown(row)));
  const lines = drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const left = columns.filter((_, index) => widths[index] === null).map(({ head }) => head);
  return [...lines, ...(left.length === 0 ? [] : [paint('gray', `(no room for ${left.join(', ')})`)])].join('\n');
}

/** A column of a table. */
export interface TableColumn {
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
  columns: readonly TableColumn[],
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
