import type { FastifyInstance } from 'fastify';
import { EventPageSchema } from '../../admin/event-routes.ts';
import { type Content, html } from '../html.ts';
import { CONSOLE_ROUTE, type PagesOptions, sendMarkup, sendPage } from '../pages.ts';
import { problemNote } from '../parts/problem.ts';
import { nextPage } from '../parts/table.ts';
import { askedFor } from '../query.ts';
import { visitor } from '../sign-in/require-session.ts';
import { eventFilterForm } from './event-filter-form.ts';
import { eventsMarkup } from './event-table.ts';
import { readStory } from './read-story.ts';
import { storyMarkup, storyPart } from './story.ts';

/** The list of events, and the page of one. */
export function eventPages(app: FastifyInstance, { desk, now }: PagesOptions): void {
  app.get('/events', CONSOLE_ROUTE, async (request, reply) => {
    const asked = askedFor(request.url);
    const question = { method: 'GET', path: '/admin/events', query: asked } as const;
    const heard = await desk.askOrHear(visitor(request).actor, EventPageSchema, question);
    const form = eventFilterForm('/console/events', asked);
    if ('refused' in heard) {
      const body = html`${problemNote(heard.refused)}${form}`;
      return await sendPage(request, reply.code(heard.refused.status), { title: 'Events', section: 'Events', body });
    }
    const { events, next_cursor: next } = heard.said;
    const filter = new URLSearchParams(asked);
    for (const name of ['cursor', 'limit']) filter.delete(name);
    const empty = emptyList(filter, next);
    const body = html`${form}
${eventsMarkup(events, now(), empty)}
${nextPage('/console/events', asked, next)}
${
  events.length === 0
    ? null
    : html`<p class="links"><a href="/console/replays/new?${filter.toString()}">Replay what matches…</a> <a href="/console/causes?${filter.toString()}">By cause</a></p>`
}`;
    return await sendPage(request, reply, { title: 'Events', section: 'Events', body });
  });

  app.get<{ Params: { id: string } }>('/events/:id', CONSOLE_ROUTE, async (request, reply) => {
    const { actor, antiForgery } = visitor(request);
    const story = await readStory(desk, actor, request.params.id);
    const asked = askedFor(request.url);
    const view = { story, antiForgery, now: now(), newKey: `${now().getTime()}-${request.id}` };
    const seen = asked.get('seen');
    if (seen !== null) return await sendMarkup(reply, storyPart(view, seen));
    const body = storyMarkup(view, { done: asked.get('done'), refused: null });
    return await sendPage(request, reply, { title: story.title, section: 'Events', body });
  });
}

/** A search that finds nothing looks at so many events at once and no further; the page after it goes on. */
function emptyList(filter: URLSearchParams, next: string | null): Content {
  if (next !== null) return 'Nothing among the events looked at so far. The next page looks further.';
  return filter.size === 0
    ? html`No event yet. Send one: <code>npm run cli -- send order</code>.`
    : html`No event matches. <a href="/console/events">Show all of them</a>.`;
}
