import { AuditPage } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { CONNECTION_OPTIONS, type Invocation, valueOption } from '../invocation.ts';
import { plain, write } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { shortTime } from '../output/time.ts';
import type { ExitCode } from '../terminal.ts';
import { CSV_OPTION, PAGE_OPTIONS, pageOf } from './shared-options.ts';

const COLUMNS = [
  { head: 'when', leaveOut: 1 },
  { head: 'who', least: 4 },
  { head: 'did', least: 6 },
  { head: 'to' },
  { head: 'why', least: 6 },
];

/** `audit`: what the holders of admin tokens did. */
export function addAuditCommand(program: CliCommand): void {
  program
    .command('audit')
    .description('Lists who changed what, when and why')
    .takes(
      valueOption('actor', 'NAME', 'by this holder of an admin token'),
      valueOption('subject', 'ID', 'of this event or bulk replay'),
      ...PAGE_OPTIONS,
      CSV_OPTION,
      ...CONNECTION_OPTIONS,
    )
    .carriedOutBy(listAudit);
}

async function listAudit(invocation: Invocation): Promise<ExitCode> {
  const query = { actor: invocation.text('actor'), subject: invocation.text('subject'), ...pageOf(invocation) };
  const { value, text } = await ask(invocation, AuditPage, { method: 'GET', path: '/audit', query });
  write(invocation, text, (screen) => {
    if (value.entries.length === 0) return 'The log is empty.';
    const rows = value.entries.map((entry) => [
      shortTime(entry.at, invocation.terminal.timeZone),
      plain(entry.actor),
      plain(entry.action),
      plain(entry.subject),
      plain(entry.reason),
    ]);
    const more = value.next_cursor == null ? '' : `\n\nThere are more: --cursor ${value.next_cursor}`;
    return table(screen, COLUMNS, rows) + more;
  });
  return 0;
}
