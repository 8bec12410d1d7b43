import { AuditPage } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command } from '../command.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';
import { shortTime } from '../output/time.ts';
import { write } from '../output/write.ts';

export const audit: Command = {
  name: 'audit',
  summary: 'Lists who changed what, when and why',
  options: [
    { name: 'limit', value: 'N', text: 'how many at once' },
    { name: 'cursor', value: 'CURSOR', text: 'go on where an earlier list ended' },
    ...CONNECTION_OPTIONS,
  ],
  async run(call) {
    const query = { limit: call.text('limit'), cursor: call.text('cursor') };
    const { value, text } = await ask(call, AuditPage, { method: 'GET', path: '/audit', query });
    write(call, text, (paint) => {
      if (value.entries.length === 0) return 'The log is empty.';
      const rows = value.entries.map((entry) => [
        shortTime(entry.at, call.terminal.timeZone),
        plain(entry.actor),
        plain(entry.action),
        plain(entry.subject),
        plain(entry.reason),
      ]);
      const more = value.next_cursor == null ? '' : `\n\nThere are more: --cursor ${value.next_cursor}`;
      return table(paint, ['when', 'who', 'did', 'to', 'why'], rows) + more;
    });
    return 0;
  },
};
