import type { FastifyInstance } from 'fastify';
import { forged, type SessionReader, type SignedIn } from '../../admin/console-session.ts';
import { HttpError } from '../../problem.ts';
import { isPart } from '../pages.ts';
import { formFields } from '../query.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose page it is; null where nobody has signed in. */
    signedIn: SignedIn | null;
  }
}

/** Lets nobody see the pages of `app` who has not signed in, and nobody change anything but from a form of these pages. */
export function requireSession(app: FastifyInstance, readSession: SessionReader): void {
  app.addHook('onRequest', async (request, reply) => {
    request.signedIn = await readSession(request);
    if (request.signedIn !== null) return;
    // A form that comes too late goes to the page that it stood on.
    const to = request.method === 'GET' ? request.url : (refererPath(request.headers.referer) ?? '/console');
    const ended = request.headers.cookie !== undefined;
    const where = `/console/sign-in?${new URLSearchParams({ to, ...(ended ? { ended: '1' } : {}) })}`;
    if (isPart(request)) return await reply.code(200).header('hx-redirect', where).send();
    return await reply.redirect(where, 303);
  });
  app.addHook('preValidation', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    if (request.signedIn === null || forged(request, request.signedIn, formFields(request.body).csrf)) {
      throw new HttpError(
        403,
        'request_forged',
        'This did not come from a page of yours, or from one of an earlier session. Nothing was changed: load the page again.',
      );
    }
  });
}

function refererPath(referer: string | undefined): string | null {
  if (referer === undefined || !URL.canParse(referer)) return null;
  const { pathname, search } = new URL(referer);
  return pathname + search;
}

/** Who has signed in, on a page that nobody else sees. */
export function visitor({ signedIn }: { readonly signedIn: SignedIn | null }): SignedIn {
  if (signedIn === null) throw new TypeError('A page behind the sign-in was served without one');
  return signedIn;
}
