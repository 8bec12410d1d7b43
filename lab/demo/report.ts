import Table from 'cli-table3';
import type { IkcrmSimulator } from '../simulator/ikcrm/index.ts';
import type { Row, SuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import { boxStyle } from '../terminal.ts';
import type { Stage } from './stage.ts';
import type { Incident, Story, StoryStep } from './story.ts';

/** Everything that happened, as text for a terminal. */
export function demoReport(story: Story, { crm, ikcrm }: Pick<Stage, 'crm' | 'ikcrm'>): string {
  return [
    heading('What the shop sent'),
    table(
      ['webhook', 'answer', 'event'],
      story.sent.map(({ what, answer, becameOf }) => [what, answer, becameOf]),
    ),
    heading('The order that SuiteCRM refused'),
    incidentText(story.incident),
    heading('What stands in SuiteCRM'),
    people(crm),
    invoices(crm),
    lines(crm),
    heading('What stands in contract 104 of ikcrm, although the answer was lost'),
    contractLines(ikcrm),
  ].join('\n');
}

function incidentText({ message, before, after }: Incident): string {
  const seen = new Map(before.map((step) => [step.key, step]));
  const tell = (step: StoryStep | undefined) => (step === undefined ? '' : `${step.status}, attempt ${step.attempts}`);
  const rows = after.map((step) => [step.key, tell(seen.get(step.key)), tell(step)]);
  return `${message}\n${table(['step', 'when it died', 'after the replay'], rows)}`;
}

function people(crm: SuiteCrmSimulator): string {
  const leads = crm
    .records('Leads')
    .map((row) => ['lead', fullName(row), value(row, 'status'), short(value(row, 'contact_id'))]);
  const contacts = crm.records('Contacts').map((row) => ['contact', fullName(row), '', short(row.id)]);
  const products = crm
    .records('AOS_Products')
    .map((row) => ['product', value(row, 'name'), value(row, 'type'), short(row.id)]);
  return table(['record', 'name', '', 'contact / id'], [...leads, ...contacts, ...products]);
}

function invoices(crm: SuiteCrmSimulator): string {
  const figures = ['total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount', 'shipping_amount', 'total_amount'];
  const rows = byNumber(crm.records('AOS_Invoices')).map((row) => [
    value(row, 'number'),
    value(row, 'name'),
    value(row, 'status'),
    currencyName(crm, value(row, 'currency_id')),
    ...figures.map((field) => amount(value(row, field))),
  ]);
  return table(['no.', 'invoice', 'status', '', 'list', 'discount', 'subtotal', 'tax', 'shipping', 'total'], rows, 4);
}

function lines(crm: SuiteCrmSimulator): string {
  const fields = ['product_qty', 'product_list_price', 'product_unit_price', 'product_total_price', 'vat_amt'];
  const rows = byNumber(crm.records('AOS_Invoices')).flatMap((invoice) =>
    crm
      .records('AOS_Products_Quotes')
      .filter((line) => value(line, 'parent_id') === invoice.id)
      .map((line) => [
        value(invoice, 'number'),
        value(crm.record('AOS_Line_Item_Groups', value(line, 'group_id')), 'name'),
        value(line, 'name'),
        ...fields.map((field) => amount(value(line, field))),
      ]),
  );
  return table(['no.', 'group', 'line', 'quantity', 'list', 'unit', 'price', 'tax'], rows, 3);
}

function contractLines(ikcrm: IkcrmSimulator): string {
  const rows = ikcrm.lines('104').map((line) => [line.id, line.remark, line.quantity, line.recommendedUnitPrice ?? '']);
  return table(['line', 'remark', 'quantity', 'price'], rows, 2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[], numbersFrom = head.length): string {
  const drawn = new Table({
    head: [...head],
    style: boxStyle(process.stdout, process.env),
    colAligns: head.map((_, index) => (index >= numbersFrom ? 'right' : 'left')),
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

function heading(text: string): string {
  return `\n${text}\n${'─'.repeat(text.length)}`;
}

function fullName(row: Row): string {
  return [value(row, 'first_name'), value(row, 'last_name')].filter((part) => part !== '').join(' ');
}

function value(row: Row | undefined, field: string): string {
  return row?.values[field] ?? '';
}

function short(id: string): string {
  return id.slice(0, 8);
}

// The CRM's text without the zeros that its columns pad with.
function amount(text: string): string {
  return text.replace(/(\.\d\d)\d*$/, '$1');
}

function currencyName(crm: SuiteCrmSimulator, id: string): string {
  return id === '-99' ? 'TWD' : value(crm.record('Currencies', id), 'name');
}

function byNumber(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => value(a, 'number').localeCompare(value(b, 'number'), 'en', { numeric: true }));
}
