import { type Content, type Html, html } from '../html.ts';

/** A column of a table. `wide`: left out on narrow screens; `number`: set to the right. */
export interface Cells<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Content;
  readonly wide?: boolean;
  readonly number?: boolean;
}

/** A table, or a sentence where there is nothing to put into it. The first cell of a row is its head. */
export function tableMarkup<Row>(
  caption: string,
  columns: readonly Cells<Row>[],
  rows: readonly Row[],
  whenEmpty: Content,
): Html {
  if (rows.length === 0) return html`<p class="empty">${whenEmpty}</p>`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="hidden">${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col" class="${look(column)}">${column.head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column, at) => cellOf(column, row, at))}</tr>`)}</tbody>
</table></div>`;
}

function cellOf<Row>(column: Cells<Row>, row: Row, at: number): Html {
  const content = column.cell(row);
  if (at === 0) return html`<th scope="row" class="${look(column)}">${content}</th>`;
  return html`<td class="${look(column)}">${content}</td>`;
}

function look({ wide, number }: Pick<Cells<unknown>, 'wide' | 'number'>): string {
  return [wide === true ? 'wide' : '', number === true ? 'number' : ''].join(' ').trim();
}

/** A link to the page after this one; nothing on the last. */
export function nextPage(path: string, query: URLSearchParams, cursor: string | null): Html | null {
  if (cursor === null) return null;
  const next = new URLSearchParams(query);
  next.set('cursor', cursor);
  return html`<p class="pages"><a href="${path}?${next.toString()}" rel="next">More entries</a></p>`;
}
