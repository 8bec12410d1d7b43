import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { EventRow, EventStory, EventWords, PlanSaid } from '../answers.ts';
import { DeskRefused } from '../desk.ts';
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
    try {
      await desk.ask(actor, EventRow, { method: 'POST', path, body, ...(key === undefined ? {} : { key }) });
      return await reply.redirect(`/console/events/${encodeURIComponent(id)}?done=${done}`, 303);
    } catch (error) {
      if (!(error instanceof DeskRefused) || error.problem.status === 404) throw error;
      const story = await readStory(desk, actor, id);
      const newKey = `${now().getTime()}-${request.id}`;
      const body = storyMarkup({ story, antiForgery, now: now(), newKey }, { done: null, refused: error.problem });
      return await sendPage(request, reply.code(error.problem.status), { title: story.title, section: 'Events', body });
    }
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
    const { said, exact } = await desk.askExactly(actor, [PlanSaid, exactly], plan);
    const body = planMarkup(id, said, exact.calls);
    return await sendPage(request, reply, { title: 'What a replay would do', section: 'Events', body });
  });

  app.get('/events/:id/amend', CONSOLE_ROUTE, async (request: OfEvent, reply) => {
    const { actor, antiForgery } = visitor(request);
    const path = `/admin/events/${encodeURIComponent(request.params.id)}`;
    const { said, exact } = await desk.askExactly(actor, [EventStory, EventWords], { method: 'GET', path });
    const form = { event: said, antiForgery, payload: exact.payload, reason: '', refused: null };
    return await sendPage(request, reply, { title: 'Amend the payload', section: 'Events', body: amendForm(form) });
  });

  app.post('/events/:id/amend', CONSOLE_ROUTE, async (request: OfEvent, reply) => {
    const { actor, antiForgery } = visitor(request);
    const { id } = request.params;
    const { reason = '', payload = '' } = formFields(request.body);
    const path = `/admin/events/${encodeURIComponent(id)}`;
    try {
      await desk.ask(actor, EventRow, { method: 'POST', path: `${path}/amend`, exactBody: amendment(reason, payload) });
      return await reply.redirect(`/console/events/${encodeURIComponent(id)}?done=amended`, 303);
    } catch (error) {
      if (!(error instanceof DeskRefused) || error.problem.status === 404) throw error;
      const event = await desk.ask(actor, EventStory, { method: 'GET', path });
      const form = { event, antiForgery, payload, reason, refused: error.problem };
      const page = { title: 'Amend the payload', section: 'Events' as const, body: amendForm(form) };
      return await sendPage(request, reply.code(error.problem.status), page);
    }
  });
}

/** The body of an amendment: the payload goes in as it was written, so that the digits of its numbers stay, and the API judges whether it is JSON. */
function amendment(reason: string, payload: string): string {
  return `{"reason":${JSON.stringify(reason)},"payload":${payload.trim() === '' ? 'null' : payload}}`;
}
