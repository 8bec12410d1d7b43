import type { FastifyInstance, FastifyReply } from 'fastify';
import { endSession, openSession } from '../../../operations/console-sessions.ts';
import { setSessionCookie } from '../../admin/console-session.ts';
import type { ConsoleOptions } from '../console-options.ts';
import { html } from '../html.ts';
import { CONSOLE_ROUTE, sendMarkup } from '../pages.ts';
import { layout } from '../parts/layout.ts';
import { askedFor, formFields } from '../query.ts';

/** Anybody can send these: a token and a way back need no more. */
const SMALL_FORM = { ...CONSOLE_ROUTE, bodyLimit: 16 * 1024 };

/** Sign-in by an admin token, and sign-out. */
export function signInPages(app: FastifyInstance, options: ConsoleOptions): void {
  const { access, admin, readSession, now, randomBytes } = options;

  app.get('/sign-in', CONSOLE_ROUTE, async (request, reply) => {
    const query = askedFor(request.url);
    const note = query.has('ended') ? 'Your session has ended. Nothing was changed by what you did last.' : null;
    return await sendForm(reply, { to: wayBack(query.get('to')), note, open: access.open });
  });

  app.post('/sign-in', SMALL_FORM, async (request, reply) => {
    const { token = '', to } = formFields(request.body);
    const back = wayBack(to ?? null);
    // A page of another site cannot sign somebody in either.
    const site = request.headers['sec-fetch-site'];
    if (site === 'cross-site' || site === 'same-site') return await reply.redirect('/console/sign-in', 303);
    const holder = access.holderOf(token.trim());
    if (holder === null) {
      const wait = access.waitSeconds(request.ip);
      if (wait !== null) reply.header('retry-after', wait);
      access.recordFailure(request.ip);
      const note =
        wait === null
          ? 'No such token. It is one of those in ADMIN_TOKENS, without its name.'
          : `Too many wrong tokens came from this address. Wait ${wait} s before the next.`;
      return await sendForm(reply.code(wait === null ? 401 : 429), { to: back, note, open: access.open });
    }
    const session = await openSession(admin.database, holder, { now: now(), randomBytes });
    setSessionCookie(request, reply, session);
    request.log.info({ actor: holder.actor }, 'signed in at the console');
    return await reply.redirect(back, 303);
  });

  app.post('/sign-out', SMALL_FORM, async (request, reply) => {
    const session = await readSession(request);
    const { csrf } = formFields(request.body);
    if (session !== null && csrf === session.antiForgery) {
      await endSession(admin.database, session.id);
      setSessionCookie(request, reply, null);
      request.log.info({ actor: session.actor }, 'signed out of the console');
    }
    return await reply.redirect('/console/sign-in', 303);
  });
}

interface SignInForm {
  readonly to: string;
  readonly note: string | null;
  /** Whether there is any token. */
  readonly open: boolean;
}

async function sendForm(reply: FastifyReply, { to, note, open }: SignInForm): Promise<FastifyReply> {
  const body = html`<form method="post" action="/console/sign-in" class="sign-in">
${note === null ? null : html`<p class="note bad" role="alert">${note}</p>`}
${
  open
    ? null
    : html`<p class="note wait">No admin token is configured: set <code>ADMIN_TOKENS</code>, such as <code>anna:…</code>, and start the service again.</p>`
}
<input type="hidden" name="to" value="${to}">
<label for="token">Admin token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>Sign in</button>
</form>`;
  return await sendMarkup(reply, layout({ title: 'Sign in', signedIn: null, section: null, body }));
}

/** Where to go after the sign-in: a page of the console, whatever the address asks for. */
function wayBack(to: string | null): string {
  return to !== null && /^\/console(?:[/?][\x21-\x5b\x5d-\x7e]*)?$/.test(to) && !to.startsWith('/console/sign-')
    ? to
    : '/console';
}
