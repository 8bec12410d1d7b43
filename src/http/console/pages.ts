import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleOptions } from './console-options.ts';
import type { Desk } from './desk.ts';
import type { Content } from './html.ts';
import { layout, type Tab } from './parts/layout.ts';

/** What the pages behind the sign-in stand on. */
export interface PagesOptions extends ConsoleOptions {
  readonly desk: Desk;
}

/** No page stands in the description of the API. */
export const CONSOLE_ROUTE = { schema: { hide: true } };

/** Answers with a page of somebody who has signed in. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: { readonly title: string; readonly section: Tab | null; readonly body: Content },
): Promise<FastifyReply> {
  return await sendMarkup(reply, layout({ ...page, signedIn: request.signedIn }));
}

/** Answers with markup: a page, or a part of one that keeps itself up to date. */
export async function sendMarkup(reply: FastifyReply, markup: Content): Promise<FastifyReply> {
  return reply.type('text/html; charset=utf-8').send(String(await markup));
}

/** Whether a part of a page asks, and not a person. */
export function isPart(request: FastifyRequest): boolean {
  return request.headers['hx-request'] === 'true';
}
