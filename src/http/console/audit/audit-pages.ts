import type { FastifyInstance } from 'fastify';
import { AuditPageSchema } from '../../admin/record-routes.ts';
import type { AuditRow } from '../answers.ts';
import { type Html, html } from '../html.ts';
import { CONSOLE_ROUTE, type PagesOptions, sendPage } from '../pages.ts';
import { type Cells, nextPage, tableMarkup } from '../parts/table.ts';
import { time } from '../parts/time.ts';
import { askedFor } from '../query.ts';
import { visitor } from '../sign-in/require-session.ts';

/** Who did what, when and why. */
export function auditPages(app: FastifyInstance, { desk, now }: PagesOptions): void {
  app.get('/audit', CONSOLE_ROUTE, async (request, reply) => {
    const asked = askedFor(request.url);
    const question = { method: 'GET', path: '/admin/audit', query: asked } as const;
    const { entries, next_cursor } = await desk.ask(visitor(request).actor, AuditPageSchema, question);
    const columns: readonly Cells<AuditRow>[] = [
      { head: 'When', cell: ({ at }) => time(at, now()) },
      {
        head: 'Who',
        cell: ({ actor }) => html`<a href="/console/audit?${new URLSearchParams({ actor }).toString()}">${actor}</a>`,
      },
      { head: 'What', cell: ({ action }) => action },
      { head: 'To', cell: subject },
      { head: 'Affected', cell: ({ affected }) => affected, number: true, wide: true },
      { head: 'Why', cell: ({ reason }) => reason },
    ];
    const empty =
      asked.size === 0
        ? 'Nobody has done anything yet.'
        : html`Nothing matches. <a href="/console/audit">Show everything</a>.`;
    const body = html`${tableMarkup('Audit', columns, entries, empty)}${nextPage('/console/audit', asked, next_cursor)}`;
    return await sendPage(request, reply, { title: 'Audit', section: 'Audit', body });
  });
}

function subject({ action, subject: id }: AuditRow): Html {
  if (action.startsWith('event.')) return html`<a href="/console/events/${id}">an event</a>`;
  if (action.startsWith('replay.')) return html`<a href="/console/replays/${id}">a bulk replay</a>`;
  return html`${id}`;
}
