import { Links } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command } from '../command.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';
import { shortTime } from '../output/time.ts';
import { write } from '../output/write.ts';

export const links: Command = {
  name: 'links',
  summary: "Lists which CRM records stand for the shop's customers, orders, refunds and products",
  options: [
    { name: 'business-unit', value: 'NAME', text: 'of this business unit' },
    { name: 'kind', value: 'KIND', text: 'such as contact, lead, product, order, refund' },
    { name: 'local-id', value: 'ID', text: "of this id of the shop's" },
    ...CONNECTION_OPTIONS,
  ],
  async run(call) {
    const query = {
      business_unit: call.text('business-unit'),
      kind: call.text('kind'),
      local_id: call.text('local-id'),
    };
    const { value, text } = await ask(call, Links, { method: 'GET', path: '/links', query });
    write(call, text, (paint) => {
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
      return table(paint, ['CRM', 'module', 'kind', 'local id', 'CRM id', 'event', 'since'], rows);
    });
    return 0;
  },
};
