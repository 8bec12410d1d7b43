import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { EventStatus } from '../../domain/events/status.ts';
import { isUuid } from '../../domain/uuid.ts';
import { discardEvent, replayEvent } from '../../operations/decide-event.ts';
import { answerOnce, type KeyedAnswer } from '../../operations/idempotent-answer.ts';
import { findEvent } from '../../operations/seen-event.ts';
import type { Queries } from '../../operations/transaction.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { BODY_PROBLEMS, documented, noEvent } from './documentation.ts';
import { IdParameter, Reason } from './fields.ts';
import { KeyHeader, keyedRequest } from './keyed-request.ts';
import { EventSchema, type EventView, viewEvent } from './views.ts';

const Decision = Type.Object({ reason: Reason }, { additionalProperties: false });
const PROBLEMS = { ...BODY_PROBLEMS, 404: ProblemSchema, 409: ProblemSchema };

/** Why an event of a status can be neither replayed nor discarded. */
const WHY_NOT: Readonly<Partial<Record<EventStatus, string>>> = {
  running: 'runs at this moment; wait for its end',
  pending: 'is about to run anyway',
  done: 'is done',
  discarded: 'was discarded, and that is for good',
};

/** The routes by which somebody decides about one event. */
export function decisionRoutes({ database, events }: AdminOptions): FastifyPluginAsyncTypebox {
  /** Carries a decision out, once under one key. `take` tells the status that stands in the way, or null when it took effect. */
  async function decide(
    request: FastifyRequest<{ Params: { id: string }; Body: { reason: string } }>,
    take: (prisma: Queries) => Promise<EventStatus | null>,
  ): Promise<KeyedAnswer<EventView>> {
    const { id } = request.params;
    if (!isUuid(id)) throw noEvent(id);
    return await answerOnce(database, keyedRequest(request), EventSchema, async (prisma) => {
      const obstacle = await take(prisma);
      if (obstacle !== null) throw new HttpError(409, `event_${obstacle}`, `The event ${WHY_NOT[obstacle]}.`);
      const event = await findEvent({ prisma }, id);
      if (event === null) throw noEvent(id);
      return viewEvent(event);
    });
  }

  return async (app) => {
    const replay = documented('Replays an event: it goes on from the first step that is not done', {
      202: EventSchema,
      ...PROBLEMS,
    });
    app.post(
      '/admin/events/:id/replay',
      { schema: { params: IdParameter, headers: KeyHeader, body: Decision, ...replay } },
      async (request, reply) => {
        const { params, body, actor, log } = request;
        const decider = { actor, reason: body.reason.trim() };
        const answer = await decide(request, async (prisma) => {
          const result = await replayEvent(prisma, params.id, decider);
          if (result === null) throw noEvent(params.id);
          return result === 'replayed' ? null : result;
        });
        if (answer.fresh) {
          log.info({ event: params.id, status: 'pending', actor }, 'event replayed');
          events.emit('replayed', { events: 1 });
        }
        return reply.code(202).send(answer.body);
      },
    );

    const discard = documented('Gives an event up for good', { 200: EventSchema, ...PROBLEMS });
    app.post(
      '/admin/events/:id/discard',
      { schema: { params: IdParameter, headers: KeyHeader, body: Decision, ...discard } },
      async (request) => {
        const { params, body, actor, log } = request;
        const decider = { actor, reason: body.reason.trim() };
        const answer = await decide(request, async (prisma) => {
          const result = await discardEvent(prisma, params.id, decider);
          if (result === null) throw noEvent(params.id);
          return result.discarded ? null : result.status;
        });
        if (answer.fresh) log.info({ event: params.id, status: 'discarded', actor }, 'event discarded');
        return answer.body;
      },
    );
  };
}
