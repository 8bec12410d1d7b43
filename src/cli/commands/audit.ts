import { AuditPage } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command } from '../command.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';
import { shortTime } from '../output/time.ts';
import { write } from '../output/write.ts';
import { PAGE_OPTIONS, pageOfCall } from './page.ts';

const COLUMNS = [
  { head: 'when', leaveOut: 1 },
  { head: 'who', least: 4 },
  { head: 'did', least: 6 },
  { head: 'to' },
  { head: 'why', least: 6 },
];

export const audit: Command = {
  name: 'audit',
  summary: 'Lists who changed what, when and why',
  options: [
    { name: 'actor', value: 'NAME', text: 'by this holder of an admin token' },
    { name: 'subject', value: 'ID', text: 'of this event or bulk replay' },
    ...PAGE_OPTIONS,
    ...CONNECTION_OPTIONS,
  ],
  async run(call) {
    const query = { actor: call.text('actor'), subject: call.text('subject'), ...pageOfCall(call) };
    const { value, text } = await ask(call, AuditPage, { method: 'GET', path: '/audit', query });
    write(call, text, (screen) => {
      if (value.entries.length === 0) return 'The log is empty.';
      const rows = value.entries.map((entry) => [
        shortTime(entry.at, call.terminal.timeZone),
        plain(entry.actor),
        plain(entry.action),
        plain(entry.subject),
        plain(entry.reason),
      ]);
      const more = value.next_cursor == null ? '' : `\n\nThere are more: --cursor ${value.next_cursor}`;
      return table(screen, COLUMNS, rows) + more;
    });
    return 0;
  },
};
