import { LinksAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { CONNECTION_OPTIONS, type Invocation, valueOption } from '../invocation.ts';
import { plain, write } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { shortTime } from '../output/time.ts';
import type { ExitCode } from '../terminal.ts';
import { addImportCommand } from './import-links.ts';
import { CSV_OPTION, PAGE_OPTIONS, pageOf } from './shared-options.ts';

const COLUMNS = [
  { head: 'CRM', leaveOut: 2 },
  { head: 'module', least: 8, leaveOut: 1 },
  { head: 'kind' },
  { head: 'local id', least: 10 },
  { head: 'CRM id' },
  { head: 'event', leaveOut: 3 },
  { head: 'since', leaveOut: 4 },
];

/** `links`: which record of a CRM stands for what of the shop. */
export function addLinkCommands(program: CliCommand): void {
  const links = program.command('links').description('Shows and imports which CRM record stands for what of the shop');
  links
    .command('list')
    .description("Lists which CRM records stand for the shop's customers, orders, refunds and products")
    .takes(
      valueOption('business-unit', 'NAME', 'of this business unit'),
      valueOption('kind', 'KIND', 'such as contact, lead, product, order, refund'),
      valueOption('local-id', 'ID', "of this id of the shop's"),
      valueOption('crm-id', 'ID', 'of this record'),
      ...PAGE_OPTIONS,
      CSV_OPTION,
      ...CONNECTION_OPTIONS,
    )
    .carriedOutBy(listLinks);
  addImportCommand(links);
}

async function listLinks(invocation: Invocation): Promise<ExitCode> {
  const query = {
    business_unit: invocation.text('business-unit'),
    kind: invocation.text('kind'),
    local_id: invocation.text('local-id'),
    crm_id: invocation.text('crm-id'),
    ...pageOf(invocation),
  };
  const { value, text } = await ask(invocation, LinksAnswer, { method: 'GET', path: '/links', query });
  write(invocation, text, (screen) => {
    if (value.links.length === 0) return 'No links.';
    const rows = value.links.map((link) => [
      link.crm,
      link.module,
      link.kind,
      plain(link.local_id),
      link.crm_id,
      link.event_id ?? '',
      shortTime(link.created_at, invocation.terminal.timeZone),
    ]);
    const more = value.next_cursor == null ? '' : `\n\nThere are more: --cursor ${value.next_cursor}`;
    return table(screen, COLUMNS, rows) + more;
  });
  return 0;
}
