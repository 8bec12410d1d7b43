import Table from 'cli-table3';
import width from 'string-width';
import { type Column, layOut } from './lay-out.ts';
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
  columns: readonly Column[],
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
