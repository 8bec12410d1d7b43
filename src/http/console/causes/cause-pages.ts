import type { FastifyInstance } from 'fastify';
import { GroupListSchema } from '../../admin/event-routes.ts';
import { html } from '../html.ts';
import { CONSOLE_ROUTE, type PagesOptions, sendPage } from '../pages.ts';
import { askedFor } from '../query.ts';
import { visitor } from '../sign-in/require-session.ts';
import { causeTable } from './cause-table.ts';

/** Failed events by their cause. */
export function causePages(app: FastifyInstance, { desk, now }: PagesOptions): void {
  app.get('/causes', CONSOLE_ROUTE, async (request, reply) => {
    const asked = askedFor(request.url);
    if (!asked.has('status')) asked.set('status', 'dead');
    const question = { method: 'GET', path: '/admin/events/groups', query: asked } as const;
    const { groups } = await desk.ask(visitor(request).actor, GroupListSchema, question);
    const body = html`<p>${asked.get('status') === 'dead' ? 'Dead events' : 'Events'} that failed in the same way, the most first. Mend a cause once, then replay all of its events in one go.</p>
${causeTable(groups, asked, now(), 'Nothing has failed. There is nothing to do here.')}`;
    return await sendPage(request, reply, { title: 'Failures by cause', section: 'Causes', body });
  });
}
