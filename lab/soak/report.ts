import Table from 'cli-table3';
import { boxStyle } from '../terminal.ts';
import type { Findings } from './compare.ts';
import type { SoakOptions } from './options.ts';
import type { QuietResult } from './quiet-run.ts';
import type { Message } from './script/message.ts';
import type { StormResult } from './storm.ts';

/** All that a soak came to. */
export interface Soak {
  readonly options: SoakOptions;
  readonly messages: readonly Message[];
  readonly storm: StormResult;
  readonly quiet: QuietResult;
  readonly findings: Findings;
}

type Row = readonly [what: string, figure: string];

const SHOWN = 20;

/** Whether nothing at all was found. */
export function isClean({ storm, findings }: Soak): boolean {
  const { duplicates, losses, differences } = findings;
  return [duplicates, losses, differences, storm.overlaps, storm.complaints].every(({ length }) => length === 0);
}

/** The verdict as text for a terminal; what was found is told in full, up to twenty of a kind. */
export function soakReport(soak: Soak): string {
  const { storm, findings } = soak;
  const { duplicates, losses, differences } = findings;
  return [
    table('The storm', stormRows(soak)),
    table('Faults of the CRM', faultRows('CRM', storm.calls, storm.faults)),
    table('Faults of the shop', faultRows('shop', storm.shopCalls, storm.shopFaults)),
    table('What became of the events', eventRows(soak)),
    table('Verdict', [
      ['DUPLICATES', verdict(duplicates.length)],
      ['LOSSES', verdict(losses.length)],
      ['DIFFERENCES', verdict(differences.length)],
      ['overlaps', verdict(storm.overlaps.length)],
      ['misbehaviour of a service', verdict(storm.complaints.length)],
    ]),
    list('duplicate', duplicates),
    list('loss', losses),
    list('difference', differences),
    list('overlap', storm.overlaps),
    list('misbehaviour', storm.complaints),
    closing(soak),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function stormRows({ options, messages, storm }: Soak): Row[] {
  const { shop, kills, events, seconds } = storm;
  const played = messages.filter(({ webhookId }) => storm.acknowledged.has(webhookId));
  const distinct = new Map(played.map((message) => [message.webhookId, message.kind]));
  const rate = events.length / (seconds.sending + seconds.settling);
  return [
    ['seed', String(options.seed)],
    ['replicas', String(options.replicas)],
    ['events', String(events.length)],
    ...[...countOf([...distinct.values()])].map(([kind, count]): Row => [`  ${kind}`, String(count)]),
    ['  found by asking the shop', String(storm.found.length)],
    ['webhooks sent', String(shop.sent)],
    ['  answered as duplicates', String(shop.duplicates)],
    ['  answered 503', String(shop.unavailable)],
    ['  not answered', String(shop.unanswered)],
    ['  sent again until acknowledged', String(shop.resent)],
    ['webhooks that a shop has dropped', String(shop.dropped)],
    ['kill -9 of a service', String(kills.service)],
    ['SIGSTOP past the lease, SIGCONT', String(kills.freeze)],
    ['kill -9 of the database', String(kills.database)],
    ['CRM that refuses connections for a while', String(kills.crm)],
    ['shop that refuses connections for a while', String(kills.shop)],
    ['clean-up: payloads and refunds gone', `${kills.retention}: ${storm.removed}, ${storm.deleted.length}`],
    ['takeovers', String(events.reduce((sum, { takeovers }) => sum + takeovers, 0))],
    ['seconds of sending, of settling', `${seconds.sending.toFixed(1)}, ${seconds.settling.toFixed(1)}`],
    ['events a second', rate.toFixed(1)],
  ];
}

function faultRows(whom: string, calls: number, faults: ReadonlyMap<string, number>): Row[] {
  const drawn = [...faults].filter(([, count]) => count > 0);
  const total = drawn.reduce((sum, [, count]) => sum + count, 0);
  return [
    [`calls to the ${whom}`, String(calls)],
    ['faults', String(total)],
    ...drawn.map(([name, count]): Row => [`  ${name}`, String(count)]),
  ];
}

function eventRows({ storm, quiet }: Soak): Row[] {
  const endings = countOf(
    storm.events.map(({ status, errorCode }) => (errorCode === null ? status : `${status}, ${errorCode}`)),
  );
  const records = Object.entries(storm.snapshot.records).map(
    ([module, all]): Row => [`  ${module}`, String(all.length)],
  );
  return [
    ...[...endings].map(([ending, count]): Row => [ending, String(count)]),
    ['records in the CRM', String(Object.values(storm.snapshot.records).flat().length)],
    ...records,
    ['seconds of the quiet run', quiet.seconds.toFixed(1)],
  ];
}

function closing(soak: Soak): string {
  if (isClean(soak)) return 'The storm left exactly what the same events leave in quiet.';
  const given = Object.entries(soak.options).filter(([, value]) => value !== null);
  return `To play it again: npm run soak -- ${given.map(([name, value]) => `--${name} ${value}`).join(' ')}`;
}

function table(title: string, rows: readonly Row[]): string {
  const drawn = new Table({
    head: [title, ''],
    style: boxStyle(process.stdout, process.env),
    colAligns: ['left', 'right'],
    colWidths: [44, 32],
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

function list(what: string, lines: readonly string[]): string {
  const more = lines.length > SHOWN ? [`... and ${lines.length - SHOWN} more`] : [];
  return [...lines.slice(0, SHOWN).map((line) => `${what}: ${line}`), ...more].join('\n');
}

function verdict(count: number): string {
  return count === 0 ? 'none' : String(count);
}

function countOf(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of [...items].sort()) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
