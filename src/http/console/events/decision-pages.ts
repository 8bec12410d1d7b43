import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { PlanSchema } from '../../admin/event-routes.ts';
import { EventDetailsSchema, EventSchema } from '../../admin/views.ts';
import { EventWords } from '../answers.ts';
import { CONSOLE_ROUTE, type PagesOptions, sendPage } from '../pages.ts';
import { askedFor, formFields } from '../query.ts';
import { visitor } from '../sign-in/require-session.ts';
import { amendForm } from './amend-form.ts';
import { planMarkup } from './plan.ts';
import { readStory } from './read-story.ts';
import { storyMarkup } from './story.ts';

type OfEvent = FastifyRequest<{ Params: { id: string } }>;

/** What people decide about one event: its plan, replay, amendment and end. */
export function decisionPages(app: FastifyInstance, { desk, now }: PagesOptions): void {
  /** Asks for a decision; where it is refused the event's page says why, with the event as it stands now. */
  async function decide(request: OfEvent, reply: FastifyReply, action: 'replay' | 'discard', done: string) {
    const { actor, antiForgery } = visitor(request);
    const { id } = request.params;
    const { reason = '', key, mode } = formFields(request.body);
    const body = { reason, ...(mode === undefined || mode === 'resume' ? {} : { mode }) };
    const path = `/admin/events/${encodeURIComponent(id)}/${action}`;
    const decision = { method: 'POST', path, body, ...(key === undefined ? {} : { key }) } as const;
    const heard = await desk.askOrHear(actor, EventSchema, decision);
    if ('said' in heard) return await reply.redirect(`/console/events/${heard.said.id}?done=${done}`, 303);
    const story = await readStory(desk, actor, id);
    const view = { story, antiForgery, now: now(), newKey: `${now().getTime()}-${request.id}` };
    const page = storyMarkup(view, { done: null, refused: heard.refused });
    reply.code(heard.refused.status);
    return await sendPage(request, reply, { title: story.title, section: 'Events', body: page });
  }

  app.post(
    '/events/:id/replay',
    CONSOLE_ROUTE,
    async (request: OfEvent, reply) => await decide(request, reply, 'replay', 'replayed'),
  );
  app.post(
    '/events/:id/discard',
    CONSOLE_ROUTE,
    async (request: OfEvent, reply) => await decide(request, reply, 'discard', 'discarded'),
  );

  app.get('/events/:id/plan', CONSOLE_ROUTE, async (request: OfEvent, reply) => {
    const { actor } = visitor(request);
    const { id } = request.params;
    const mode = askedFor(request.url).get('mode');
    const path = `/admin/events/${encodeURIComponent(id)}/plan`;
    const plan = { method: 'POST' as const, path, ...(mode === null ? {} : { body: { mode } }) };
    const exactly = Type.Object({ calls: Type.Array(Type.Object({ request: Type.Unknown() })) });
    const { said, exact } = await desk.askExactly(actor, [PlanSchema, exactly], plan);
    const body = planMarkup(id, said, exact.calls);
    return await sendPage(request, reply, { title: 'What a replay would do', section: 'Events', body });
  });

  app.get('/events/:id/amend', CONSOLE_ROUTE, async (request: OfEvent, reply) => {
    const { actor, antiForgery } = visitor(request);
    const path = `/admin/events/${encodeURIComponent(request.params.id)}`;
    const { said, exact } = await desk.askExactly(actor, [EventDetailsSchema, EventWords], { method: 'GET', path });
    const form = { event: said, antiForgery, payload: exact.payload, reason: '', refused: null };
    return await sendPage(request, reply, { title: 'Amend the payload', section: 'Events', body: amendForm(form) });
  });

  app.post('/events/:id/amend', CONSOLE_ROUTE, async (request: OfEvent, reply) => {
    const { actor, antiForgery } = visitor(request);
    const { id } = request.params;
    const { reason = '', payload = '' } = formFields(request.body);
    const path = `/admin/events/${encodeURIComponent(id)}`;
    const amended = { method: 'POST', path: `${path}/amend`, exactBody: amendment(reason, payload) } as const;
    const heard = await desk.askOrHear(actor, EventSchema, amended);
    if ('said' in heard) return await reply.redirect(`/console/events/${heard.said.id}?done=amended`, 303);
    const event = await desk.ask(actor, EventDetailsSchema, { method: 'GET', path });
    const form = { event, antiForgery, payload, reason, refused: heard.refused };
    const page = { title: 'Amend the payload', section: 'Events', body: amendForm(form) } as const;
    return await sendPage(request, reply.code(heard.refused.status), page);
  });
}

/** The body of an amendment: the payload goes in as it was written, so that the digits of its numbers stay, and the API judges whether it is JSON. */
function amendment(reason: string, payload: string): string {
  return `{"reason":${JSON.stringify(reason)},"payload":${payload.trim() === '' ? 'null' : payload}}`;
}
