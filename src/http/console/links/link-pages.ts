import type { FastifyInstance } from 'fastify';
import { LinkPageSchema } from '../../admin/record-routes.ts';
import type { LinkSaid } from '../answers.ts';
import { crmLink } from '../events/steps.ts';
import { type Html, html } from '../html.ts';
import { CONSOLE_ROUTE, type PagesOptions, sendPage } from '../pages.ts';
import { type Cells, nextPage, tableMarkup } from '../parts/table.ts';
import { time } from '../parts/time.ts';
import { askedFor } from '../query.ts';
import { visitor } from '../sign-in/require-session.ts';

const FILTERS = [
  ['business_unit', 'Business unit'],
  ['kind', 'Kind (lead, contact, order, product …)'],
  ['local_id', "The shop's id"],
  ['crm_id', "The CRM's id"],
] as const;

/** Which record of the CRM stands for which thing of the shop. */
export function linkPages(app: FastifyInstance, { desk, now }: PagesOptions): void {
  app.get('/links', CONSOLE_ROUTE, async (request, reply) => {
    const asked = askedFor(request.url);
    const question = { method: 'GET', path: '/admin/links', query: asked } as const;
    const { links, next_cursor } = await desk.ask(visitor(request).actor, LinkPageSchema, question);
    const columns: readonly Cells<LinkSaid>[] = [
      { head: 'Kind', cell: ({ kind }) => kind },
      { head: "The shop's id", cell: ({ local_id }) => html`<code>${local_id}</code>` },
      { head: 'Record in the CRM', cell: ({ module, crm_id, crm_url }) => crmLink(module, crm_id, crm_url) },
      {
        head: 'Business unit',
        cell: ({ business_unit }) => (business_unit === '' ? 'all' : business_unit),
        wide: true,
      },
      { head: 'Since', cell: ({ created_at }) => time(created_at, now()), wide: true },
      { head: 'By', cell: ({ event_id }) => event(event_id) },
    ];
    const body = html`${filterForm(asked)}
${tableMarkup('Links', columns, links, asked.size === 0 ? 'No link yet: they come with the first event.' : html`No link matches. <a href="/console/links">Show all of them</a>.`)}
${nextPage('/console/links', asked, next_cursor)}`;
    return await sendPage(request, reply, { title: 'Links', section: 'Links', body });
  });
}

function event(id: string | null): Html {
  if (id === null) return html`<span class="none">–</span>`;
  return html`<a href="/console/events/${id}">its event</a>`;
}

function filterForm(asked: URLSearchParams): Html {
  return html`<form method="get" action="/console/links" class="filter" role="search"><div class="fields">${FILTERS.map(
    ([name, label]) =>
      html`<div class="field"><label for="filter-${name}">${label}</label><input id="filter-${name}" name="${name}" value="${asked.get(name) ?? ''}"></div>`,
  )}</div><p class="buttons"><button>Show</button> <a href="/console/links">All of them</a></p></form>`;
}
