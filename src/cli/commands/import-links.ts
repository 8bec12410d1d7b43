import { Option } from 'commander';
import type { Static } from 'typebox';
import { ImportAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { CommandFailed, Refused } from '../errors.ts';
import { CONNECTION_OPTIONS, type Invocation } from '../invocation.ts';
import { type LinksFile, readable, withLinksFile } from '../links-file/links-file.ts';
import { checkLinks, type LinkOfLine, linksOf } from '../links-file/read-links.ts';
import { plain, type Screen, write } from '../output/screen.ts';
import { table } from '../output/table.ts';
import type { ExitCode } from '../terminal.ts';
import { KEY_OPTION, REASON_OPTION } from './shared-options.ts';

/** So many links go in one request; with --verify fewer, since the CRM is asked for each before the answer comes. */
const AT_ONCE = 1_000;
const AT_ONCE_VERIFIED = 100;
/** As many conflicts and missing records are told one by one. */
const MOST_TOLD = 1_000;

const NOTES = `
The file is CSV with the row business_unit,kind,local_id,crm_id above its rows, or a JSON object with these members on each line. kind is
lead, contact, order or product. local_id is what the webhooks say: the id of a user, or an address, of a lead or contact; an order id; a sku.
The whole file is checked before anything is sent. What stands already is never changed, so the same file may be imported again.
Exit code 1 where there were conflicts or missing records.`;

const COLUMNS = [
  { head: 'line' },
  { head: 'business unit', leaveOut: 1 },
  { head: 'kind', leaveOut: 2 },
  { head: 'local id', least: 10 },
  { head: 'CRM id', leaveOut: 3 },
  { head: 'why not', least: 50 },
];

/** `links import`: what stood in the CRM before is adopted. */
export function addImportCommand(links: CliCommand): void {
  links
    .command('import <file>')
    .description(
      'Lets records that stood in the CRM before stand for customers, orders and products; - for standard input',
    )
    .takes(
      REASON_OPTION,
      new Option('--verify', 'ask the CRM for each record first'),
      KEY_OPTION,
      ...CONNECTION_OPTIONS,
    )
    .addHelpText('after', NOTES)
    .carriedOutBy(importFile);
}

async function importFile(invocation: Invocation): Promise<ExitCode> {
  const path = invocation.argument('file');
  return await withLinksFile(path, invocation.terminal, async (file) => {
    await refuseWrongLines(invocation, path, file);
    return await importChecked(invocation, file);
  });
}

async function refuseWrongLines({ terminal }: Invocation, path: string, file: LinksFile): Promise<void> {
  const { links, faults, wrong } = await readable(path, () => checkLinks(file));
  for (const fault of faults) terminal.complain(plain(fault));
  if (wrong > 0) {
    const lines = wrong === 1 ? 'One line is' : `${wrong} lines are`;
    throw new CommandFailed(`${lines} wrong, and nothing was sent: correct ${path}, then import it again`);
  }
  if (links === 0) throw new CommandFailed(`${path} holds no links`);
}

type Answer = Static<typeof ImportAnswer>;
type Told<Named extends { readonly index: number }> = Omit<Named, 'index'> & { readonly line: number };

/** What all requests came to; of conflicts and missing records no more are kept than are told. */
interface Sum {
  imported: number;
  unchanged: number;
  readonly conflicts: Told<Answer['conflicts'][number]>[];
  readonly missing: Told<Answer['missing'][number]>[];
  /** How many there were. */
  conflicting: number;
  gone: number;
}

async function importChecked(invocation: Invocation, file: LinksFile): Promise<ExitCode> {
  const sum: Sum = { imported: 0, unchanged: 0, conflicts: [], missing: [], conflicting: 0, gone: 0 };
  let sent = 0;
  for await (const batch of linksOf(file, invocation.flag('verify') ? AT_ONCE_VERIFIED : AT_ONCE)) {
    add(sum, await send(invocation, batch, sent), batch);
    sent += batch.length;
    invocation.terminal.complain(`${sent} sent: ${summaryOf(sum)}`);
  }
  const { conflicting, gone, ...shown } = sum;
  write(invocation, JSON.stringify(shown), (screen) => draw(screen, sum));
  return conflicting + gone === 0 ? 0 : 1;
}

async function send(invocation: Invocation, batch: readonly LinkOfLine[], sent: number): Promise<Answer> {
  const key = invocation.text('idempotency-key');
  try {
    const { value } = await ask(invocation, ImportAnswer, {
      method: 'POST',
      path: '/links/import',
      body: {
        reason: invocation.text('reason'),
        verify: invocation.flag('verify'),
        links: batch.map(({ link }) => link),
      },
      key: key === undefined ? undefined : `${key}.${sent}`,
    });
    return value;
  } catch (error) {
    if (sent > 0)
      invocation.terminal.complain(`The first ${sent} links were taken; the same command goes over them without harm.`);
    throw error instanceof Refused ? error.at((path) => linePath(path, batch)) : error;
  }
}

/** `/links/3/kind` as the line that the link stands on. */
function linePath(path: string, batch: readonly LinkOfLine[]): string {
  const [, index, rest = ''] = /^\/links\/(\d+)(.*)$/.exec(path) ?? [];
  const line = index === undefined ? undefined : batch[Number(index)]?.line;
  return line === undefined ? path : `line ${line}${rest.replace('/', ': ')}`;
}

function add(sum: Sum, answer: Answer, batch: readonly LinkOfLine[]): void {
  sum.imported += answer.imported;
  sum.unchanged += answer.unchanged;
  sum.conflicting += answer.conflicts.length;
  sum.gone += answer.missing.length;
  const told = <Named extends { readonly index: number }>({ index, ...named }: Named) => ({
    ...named,
    line: batch[index]?.line ?? 0,
  });
  sum.conflicts.push(...answer.conflicts.slice(0, MOST_TOLD - sum.conflicts.length).map(told));
  sum.missing.push(...answer.missing.slice(0, MOST_TOLD - sum.missing.length).map(told));
}

function summaryOf({ imported, unchanged, conflicting, gone }: Sum): string {
  const numbers = [`${imported} imported`, `${unchanged} unchanged`, `${conflicting} in conflict`, `${gone} missing`];
  return numbers.join(', ');
}

function draw(screen: Screen, sum: Sum): string {
  const rows = [
    ...sum.conflicts.map((link) => [...cells(link), whyNot(link)]),
    ...sum.missing.map((link) => [...cells(link), 'the CRM shows no such record']),
  ];
  if (rows.length === 0) return `${summaryOf(sum)}.`;
  const more = sum.conflicting + sum.gone - rows.length;
  return `${summaryOf(sum)}:\n\n${table(screen, COLUMNS, rows)}${more === 0 ? '' : `\n\nand ${more} more`}`;
}

function cells(link: Told<Answer['missing'][number]>): string[] {
  return [String(link.line), plain(link.business_unit), link.kind, plain(link.local_id), link.crm_id];
}

function whyNot({ stands, local_id, crm_id }: Told<Answer['conflicts'][number]>): string {
  const { event_id, kind } = stands;
  if (stands.crm_id === null) return `event ${event_id ?? ''} is open`;
  if (stands.crm_id.toLowerCase() === crm_id.toLowerCase() && stands.local_id !== local_id)
    return plain(`is that of ${kind} ${stands.local_id}`);
  return `stands for ${stands.crm_id}`;
}
