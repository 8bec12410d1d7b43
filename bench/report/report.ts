import Table from 'cli-table3';
import type { boxStyle } from '../../lab/terminal.ts';
import type { Figure } from '../part.ts';
import type { Machine } from './machine.ts';
import { isMet } from './statistics.ts';

/** What one part has come to. */
export interface PartResult {
  readonly name: string;
  readonly title: string;
  /** How long it took. */
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** Everything that one run of the bench has to say. */
export interface BenchReport {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** The version of the server that was measured on; null where no part needed one. */
  readonly postgresql: string | null;
  readonly parts: readonly PartResult[];
  /** What was wrong, a missed target not being. */
  readonly faults: readonly string[];
}

/** The report for a program: each figure with whether its target is met. */
export function reportJson(report: BenchReport): string {
  const parts = report.parts.map((part) => ({
    ...part,
    figures: part.figures.map((figure) => ({ ...figure, met: isMet(figure) })),
  }));
  return `${JSON.stringify({ ...report, parts }, null, 2)}\n`;
}

/** The report for a person: the machine, then a table for each part with the target beside the figure. */
export function reportText(
  { machine, postgresql, parts, faults, startedAt, quick }: BenchReport,
  style: ReturnType<typeof boxStyle>,
): string {
  const { node, cpu, cores, memoryGiB, platform, load } = machine;
  return [
    `${startedAt}${quick ? ', a quick run' : ''}`,
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}; load average at the start ${load.join(' ')}`,
    `Node ${node}${postgresql === null ? '' : `, PostgreSQL ${postgresql}, fsync on`}`,
    ...parts.flatMap((part) => [
      '',
      `${part.name}: ${part.title} (${Math.round(part.seconds)} s)`,
      tableOf(part.figures, style),
      ...notesOf(part.figures),
    ]),
    ...faults.map((fault) => `WRONG: ${fault}`),
  ].join('\n');
}

function tableOf(figures: readonly Figure[], style: ReturnType<typeof boxStyle>): string {
  const drawn = new Table({
    head: ['figure', 'value', 'rounds', 'unit', 'target', 'met'],
    style,
    colAligns: ['left', 'right', 'right', 'left', 'right', 'left'],
  });
  drawn.push(
    ...figures.map((figure) => {
      const { name, value, unit, spread, target } = figure;
      const between = spread === undefined ? '' : `${rounded(spread.least)} … ${rounded(spread.most)}`;
      const wanted = target === undefined ? '' : `${target.at === 'least' ? '≥' : '≤'} ${rounded(target.value)}`;
      const met = { true: 'yes', false: 'NO', null: '' }[`${isMet(figure)}`];
      return [name, rounded(value), between, unit, wanted, met];
    }),
  );
  return drawn.toString();
}

/** Each note once, with the figures that it is about. */
function notesOf(figures: readonly Figure[]): string[] {
  const notes = new Map<string, string[]>();
  for (const { name, note } of figures) {
    if (note !== undefined) notes.set(note, [...(notes.get(note) ?? []), name]);
  }
  return [...notes].map(([note, names]) => `  ${names.join(', ')}: ${note}`);
}

/** As many digits as mean something: whole numbers from a hundred on, else three digits. */
export function rounded(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
