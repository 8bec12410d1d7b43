import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Scratch } from '../lab/soak/scratch.ts';
import { boxStyle, LabCommand, WrongUse } from '../lab/terminal.ts';
import { endInOrder } from '../src/service/end-in-order.ts';
import type { BenchPart } from './part.ts';
import { PARTS } from './parts.ts';
import { openContext } from './processes/context.ts';
import { describeMachine } from './report/machine.ts';
import { type BenchReport, type PartResult, reportJson, reportText } from './report/report.ts';

const WRONG_USE = 2;
const CLOSING_MS = 30_000;

const { quick, parts, json } = readOptions();
const machine = describeMachine();
const startedAt = new Date().toISOString();
const scratch = new Scratch(await mkdtemp(path.join(tmpdir(), 'tillbridge-bench-')));
let ending = false;
endInOrder(CLOSING_MS, async ({ err }) => {
  ending = true;
  if (err !== null) console.error(err);
  await scratch.clean();
});

const faults: string[] = [];
const results: PartResult[] = [];
let postgresql: string | null = null;
for (const part of parts) {
  if (ending) break;
  await measure(part);
}
if (!ending) {
  const report: BenchReport = { startedAt, quick, machine, postgresql, parts: results, faults };
  console.log(reportText(report, boxStyle(process.stdout, process.env)));
  await writeFile(json, reportJson(report));
  console.log(`\nAll of it as JSON: ${json}`);
  await scratch.clean();
  process.exit(faults.length === 0 ? 0 : 1);
}

async function measure(part: BenchPart): Promise<void> {
  const { name, title } = part;
  console.error(`${name}: ${title}`);
  const begun = performance.now();
  const fault = (line: string) => {
    console.error(`  WRONG: ${line}`);
    faults.push(`${name}: ${line}`);
  };
  try {
    await using context = await openContext({ scratch, name, quick, log: (line) => console.error(`  ${line}`), fault });
    const figures = await part.run(context);
    results.push({ name, title, seconds: (performance.now() - begun) / 1000, figures });
    postgresql ??= context.version();
  } catch (error) {
    // What is taken away under a part when the bench is told to stop is nothing to report.
    if (!ending) fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function readOptions(): { readonly quick: boolean; readonly parts: readonly BenchPart[]; readonly json: string } {
  const program = new LabCommand('npm run bench --')
    .option('--quick', 'fewer and shorter rounds: under four minutes in all', false)
    .option('--only <parts>', `some parts, separated by commas: ${PARTS.map(({ name }) => name).join(', ')}`, partsOf)
    .option('--json <file>', 'where the figures go to for programs', 'bench.json');
  try {
    const options = program.parse().opts<{ quick: boolean; only?: readonly BenchPart[]; json: string }>();
    return { quick: options.quick, parts: options.only ?? PARTS, json: options.json };
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    console.error(error.message);
    process.exit(WRONG_USE);
  }
}

function partsOf(names: string): readonly BenchPart[] {
  const wanted = names.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => PARTS.every((part) => part.name !== name));
  if (unknown !== undefined) throw new WrongUse(`There is no part "${unknown}"`);
  return PARTS.filter(({ name }) => wanted.includes(name));
}
