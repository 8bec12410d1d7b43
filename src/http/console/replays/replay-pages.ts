import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  ReplayPageSchema,
  ReplayProgressSchema,
  ReplayStartedSchema,
  ReplayTrialSchema,
} from '../../admin/replay-routes.ts';
import type { ReplayRow } from '../answers.ts';
import { html } from '../html.ts';
import { CONSOLE_ROUTE, type PagesOptions, sendMarkup, sendPage } from '../pages.ts';
import { badge } from '../parts/badges.ts';
import { antiForgeryField } from '../parts/layout.ts';
import { live } from '../parts/live.ts';
import { nextPage } from '../parts/table.ts';
import { time } from '../parts/time.ts';
import { askedFor, formFields } from '../query.ts';
import { visitor } from '../sign-in/require-session.ts';
import { OF_LISTS, replayOrderMarkup } from './replay-order.ts';
import { progress, replayTable } from './replay-table.ts';

type OfReplay = FastifyRequest<{ Params: { id: string } }>;

/** Bulk replays: their list, a new one with count and sample, its progress, and its end. */
export function replayPages(app: FastifyInstance, { desk, now }: PagesOptions): void {
  app.get('/replays', CONSOLE_ROUTE, async (request, reply) => {
    const asked = askedFor(request.url);
    const question = { method: 'GET', path: '/admin/replays', query: asked } as const;
    const { replays, next_cursor } = await desk.ask(visitor(request).actor, ReplayPageSchema, question);
    const body = html`${replayTable(replays, now(), html`Nothing was replayed in bulk yet. Begin with <a href="/console/causes">failures by cause</a>.`)}
${nextPage('/console/replays', asked, next_cursor)}`;
    return await sendPage(request, reply, { title: 'Bulk replays', section: 'Replays', body });
  });

  app.get('/replays/new', CONSOLE_ROUTE, async (request, reply) => {
    const { actor, antiForgery } = visitor(request);
    const filter = askedFor(request.url);
    const body = { name: 'trial', reason: 'trial', dry_run: true, ...orderOf(filter) };
    const trial = await desk.ask(actor, ReplayTrialSchema, { method: 'POST', path: '/admin/replays', body });
    const newKey = `${now().getTime()}-${request.id}`;
    const page = replayOrderMarkup({ filter, trial, antiForgery, newKey, now: now() });
    return await sendPage(request, reply, { title: 'Replay many events', section: 'Replays', body: page });
  });

  app.post('/replays', CONSOLE_ROUTE, async (request, reply) => {
    const { actor } = visitor(request);
    const { name = '', reason = '', rate = '', mode, key, filter = '' } = formFields(request.body);
    const asked = new URLSearchParams(filter);
    if (mode !== undefined) asked.set('mode', mode);
    const body = { name, reason, rate: Number(rate), ...orderOf(asked) };
    const question = { method: 'POST', path: '/admin/replays', body, ...(key === undefined ? {} : { key }) } as const;
    const { id } = await desk.ask(actor, ReplayStartedSchema, question);
    return await reply.redirect(`/console/replays/${id}`, 303);
  });

  app.get('/replays/:id', CONSOLE_ROUTE, async (request: OfReplay, reply) => {
    const { actor, antiForgery } = visitor(request);
    const path = `/admin/replays/${encodeURIComponent(request.params.id)}`;
    const replay = await desk.ask(actor, ReplayProgressSchema, { method: 'GET', path });
    const part = live('replay', `/console/replays/${replay.id}?part=1`, progressPart(replay, antiForgery, now()), 2);
    if (askedFor(request.url).has('part')) return await sendMarkup(reply, part);
    return await sendPage(request, reply, { title: `Replay: ${replay.name}`, section: 'Replays', body: part });
  });

  app.post('/replays/:id/cancel', CONSOLE_ROUTE, async (request: OfReplay, reply) => {
    const path = `/admin/replays/${encodeURIComponent(request.params.id)}`;
    const body = { reason: 'cancelled at the console' };
    const { id } = await desk.ask(visitor(request).actor, ReplayProgressSchema, { method: 'DELETE', path, body });
    return await reply.redirect(`/console/replays/${id}`, 303);
  });
}

function progressPart(replay: ReplayRow, antiForgery: string, now: Date) {
  const { id, status, reason, actor, rate, created_at, finished_at, pending } = replay;
  return html`<p class="big">${badge(status)} ${progress(replay)}</p>
<dl class="facts">
<div><dt>Begun</dt><dd>${time(created_at, now)} by ${actor}</dd></div>
<div><dt>Why</dt><dd>${reason}</dd></div>
<div><dt>Mode</dt><dd>${replay.mode}</dd></div>
<div><dt>Pace</dt><dd>${rate} events a second</dd></div>
<div><dt>Handed out</dt><dd>${finished_at === null ? 'not yet all' : time(finished_at, now)}</dd></div>
</dl>
${
  status === 'running' && pending > 0
    ? html`<form method="post" action="/console/replays/${id}/cancel" class="decision">${antiForgeryField(antiForgery)}
<p class="buttons"><button class="danger">Cancel what is left</button> <span class="fine">What was replayed stays so.</span></p></form>`
    : null
}
${replay.failed > 0 ? html`<p><a href="/console/causes">Why did ${replay.failed} fail again?</a></p>` : null}`;
}

/** How a selection of the list of events is asked for: filter and mode of a bulk replay. */
function orderOf(asked: URLSearchParams): object {
  const filter: Record<string, string> = {};
  for (const name of new Set(asked.keys())) if (!OF_LISTS.includes(name)) filter[name] = asked.getAll(name).join(',');
  const mode = asked.get('mode');
  return { filter, ...(mode === null || mode === 'resume' ? {} : { mode }) };
}
