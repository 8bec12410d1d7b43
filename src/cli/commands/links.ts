import { LinksAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command } from '../command.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';
import { shortTime } from '../output/time.ts';
import { write } from '../output/write.ts';
import { LIMIT_OPTION, readLimit, USUAL_LIMIT } from './page.ts';

const COLUMNS = [
  { head: 'CRM', leaveOut: 2 },
  { head: 'module', least: 8, leaveOut: 1 },
  { head: 'kind' },
  { head: 'local id', least: 10 },
  { head: 'CRM id' },
  { head: 'event', leaveOut: 3 },
  { head: 'since', leaveOut: 4 },
];

export const links: Command = {
  name: 'links',
  summary: "Lists which CRM records stand for the shop's customers, orders, refunds and products",
  options: [
    { name: 'business-unit', value: 'NAME', text: 'of this business unit' },
    { name: 'kind', value: 'KIND', text: 'such as contact, lead, product, order, refund' },
    { name: 'local-id', value: 'ID', text: "of this id of the shop's" },
    { name: 'crm-id', value: 'ID', text: 'of this record' },
    LIMIT_OPTION,
    ...CONNECTION_OPTIONS,
  ],
  async run(call) {
    const query = {
      business_unit: call.text('business-unit'),
      kind: call.text('kind'),
      local_id: call.text('local-id'),
      crm_id: call.text('crm-id'),
      limit: readLimit(call),
    };
    const { value, text } = await ask(call, LinksAnswer, { method: 'GET', path: '/links', query });
    write(call, text, (screen) => {
      if (value.links.length === 0) return 'No links.';
      const rows = value.links.map((link) => [
        link.crm,
        link.module,
        link.kind,
        plain(link.local_id),
        link.crm_id,
        link.event_id ?? '',
        shortTime(link.created_at, call.terminal.timeZone),
      ]);
      const full = value.links.length === Number(query.limit ?? USUAL_LIMIT);
      const more = full ? '\n\nThere may be more: --limit, or name them more closely' : '';
      return table(screen, COLUMNS, rows) + more;
    });
    return 0;
  },
};
