import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { answerErrors } from './answer-errors.ts';
import { serveAssets } from './assets/assets.ts';
import { auditPages } from './audit/audit-pages.ts';
import { causePages } from './causes/cause-pages.ts';
import { CONSOLE_HEADERS } from './console-headers.ts';
import type { ConsoleOptions } from './console-options.ts';
import { crmPages } from './crms/crm-pages.ts';
import { Desk } from './desk.ts';
import { decisionPages } from './events/decision-pages.ts';
import { eventPages } from './events/event-pages.ts';
import { linkPages } from './links/link-pages.ts';
import { nowPages } from './now/now-pages.ts';
import { replayPages } from './replays/replay-pages.ts';
import { requireSession } from './sign-in/require-session.ts';
import { signInPages } from './sign-in/sign-in-pages.ts';

/** The largest payload that an amended event may have, written as a form writes it. */
const MAX_FORM_BYTES = 4 * 1024 * 1024;

/** The console: pages for people, on top of the admin API. Everything of it is served from here, and works without scripts. */
export function consoleRoutes(options: ConsoleOptions): FastifyPluginAsync {
  const desk = new Desk(options.admin, options.log);
  const pages = { ...options, desk };
  return async (root) => {
    await root.register(
      async (app) => {
        await app.register(formbody, { bodyLimit: MAX_FORM_BYTES });
        app.addHook('onRequest', async (_request, reply) => {
          reply.headers(CONSOLE_HEADERS);
        });
        answerErrors(app);
        serveAssets(app);
        signInPages(app, options);
        await app.register(async (inside) => {
          requireSession(inside, options.readSession);
          nowPages(inside, pages);
          eventPages(inside, pages);
          decisionPages(inside, pages);
          causePages(inside, pages);
          replayPages(inside, pages);
          crmPages(inside, pages);
          linkPages(inside, pages);
          auditPages(inside, pages);
        });
      },
      { prefix: '/console' },
    );
  };
}
