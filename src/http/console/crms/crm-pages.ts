import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CrmListSchema, CrmStateSchema } from '../../admin/crm-routes.ts';
import type { CrmRow } from '../answers.ts';
import { reasonField } from '../events/decision-forms.ts';
import { type Html, html } from '../html.ts';
import { CONSOLE_ROUTE, type PagesOptions, sendPage } from '../pages.ts';
import { badge } from '../parts/badges.ts';
import { antiForgeryField } from '../parts/layout.ts';
import { span, time } from '../parts/time.ts';
import { formFields } from '../query.ts';
import { visitor } from '../sign-in/require-session.ts';

type OfCrm = FastifyRequest<{ Params: { crm: string } }>;

/** One CRM: how it is, and the switch that lets its events wait. */
export function crmPages(app: FastifyInstance, { desk, now }: PagesOptions): void {
  app.get('/crms/:crm', CONSOLE_ROUTE, async (request: OfCrm, reply) => {
    const { actor, antiForgery } = visitor(request);
    const { crms } = await desk.ask(actor, CrmListSchema, { method: 'GET', path: '/admin/crms' });
    const found = crms.find(({ crm }) => crm === request.params.crm);
    if (found === undefined) return reply.callNotFound();
    return await sendPage(request, reply, {
      title: found.crm,
      section: 'Now',
      body: crmMarkup(found, antiForgery, now()),
    });
  });

  for (const verb of ['pause', 'resume'] as const) {
    app.post(`/crms/:crm/${verb}`, CONSOLE_ROUTE, async (request: OfCrm, reply) => {
      const { reason = '' } = formFields(request.body);
      const name = encodeURIComponent(request.params.crm);
      const path = `/admin/crms/${name}/${verb}`;
      await desk.ask(visitor(request).actor, CrmStateSchema, { method: 'POST', path, body: { reason } });
      return await reply.redirect(`/console/crms/${name}`, 303);
    });
  }
}

function crmMarkup({ crm, status, breaker, paused, backlog }: CrmRow, antiForgery: string, now: Date): Html {
  const verb = paused === null ? 'pause' : 'resume';
  return html`${
    paused === null
      ? null
      : html`<p class="note wait">Paused by ${paused.by} ${time(paused.since, now)}: ${paused.reason}</p>`
  }
<dl class="facts">
<div><dt>Status</dt><dd>${badge(status)}</dd></div>
<div><dt>Its own answer to probes</dt><dd>${badge(breaker)}</dd></div>
<div><dt>Pending</dt><dd>${backlog.pending}</dd></div>
<div><dt>Waiting</dt><dd>${backlog.waiting}</dd></div>
<div><dt>Retrying</dt><dd>${backlog.retrying}</dd></div>
<div><dt>Dead</dt><dd>${backlog.dead}</dd></div>
<div><dt>The oldest waits for</dt><dd>${span(backlog.oldest_age_s)}</dd></div>
</dl>
<form method="post" action="/console/crms/${crm}/${verb}" class="decision">
${antiForgeryField(antiForgery)}
<h2>${paused === null ? 'Pause it' : 'Resume it'}</h2>
<p>${
    paused === null
      ? 'Its events wait until it is resumed, over restarts and on all replicas. Webhooks are taken on. What is on its way comes to its end.'
      : 'Its events go on where they were, the oldest first.'
  }</p>
${reasonField('reason')}
<p class="buttons"><button class="${paused === null ? 'danger' : ''}">${paused === null ? 'Pause' : 'Resume'} ${crm}</button></p>
</form>`;
}
