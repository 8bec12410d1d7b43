import type { FastifyInstance } from 'fastify';
import { ShopListSchema } from '../../admin/connected-shop-routes.ts';
import { CrmListSchema } from '../../admin/crm-routes.ts';
import { GroupListSchema } from '../../admin/event-routes.ts';
import { ReplayPageSchema } from '../../admin/replay-routes.ts';
import { CONSOLE_ROUTE, type PagesOptions, sendMarkup, sendPage } from '../pages.ts';
import { live } from '../parts/live.ts';
import { askedFor } from '../query.ts';
import { visitor } from '../sign-in/require-session.ts';
import { nowMarkup } from './now.ts';

/** The first screen: is everything all right, and if not, what is wrong and what is to be done. */
export function nowPages(app: FastifyInstance, { desk, health, now, admin }: PagesOptions): void {
  app.get('/', CONSOLE_ROUTE, async (request, reply) => {
    const { actor } = visitor(request);
    const get = (path: string, query: Record<string, string> = {}) =>
      ({ method: 'GET', path, query: new URLSearchParams(query) }) as const;
    const [report, causes, crms, replays, shops] = await Promise.all([
      health.report(),
      desk.ask(actor, GroupListSchema, get('/admin/events/groups', { status: 'dead' })),
      desk.ask(actor, CrmListSchema, get('/admin/crms')),
      desk.ask(actor, ReplayPageSchema, get('/admin/replays', { status: 'running' })),
      desk.ask(actor, ShopListSchema, get('/admin/shops')),
    ]);
    const view = {
      report,
      causes: causes.groups,
      crms: crms.crms,
      replays: replays.replays,
      shops: shops.shops,
      trend: admin.trend(),
      now: now(),
    };
    const part = live('now', '/console?part=1', nowMarkup(view), 5);
    if (askedFor(request.url).has('part')) return await sendMarkup(reply, part);
    return await sendPage(request, reply, { title: 'Now', section: 'Now', body: part });
  });
}
