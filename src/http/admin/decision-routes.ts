import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { ReplayMode } from '../../domain/events/replay-mode.ts';
import type { EventStatus } from '../../domain/events/status.ts';
import { isUuid } from '../../domain/uuid.ts';
import type { ReplayResult } from '../../inbox/replay.ts';
import { discardEvent, replayEvent } from '../../operations/decide-event.ts';
import { answerOnce, type KeyedAnswer } from '../../operations/idempotent-answer.ts';
import { findEvent } from '../../operations/seen-event.ts';
import type { Queries } from '../../operations/transaction.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { BODY_PROBLEMS, documented, noEvent } from './documentation.ts';
import { IdParameter, Mode, Reason } from './fields.ts';
import { KeyHeader, keyedRequest } from './keyed-request.ts';
import { EventSchema, type EventView, viewEvent } from './views.ts';

const Decision = Type.Object({ reason: Reason }, { additionalProperties: false });
const ReplayDecision = Type.Object({ reason: Reason, mode: Type.Optional(Mode) }, { additionalProperties: false });
const PROBLEMS = { ...BODY_PROBLEMS, 404: ProblemSchema, 409: ProblemSchema };

/** What stands in the way of a decision. */
interface Obstacle {
  readonly code: string;
  /** Ends the sentence that begins with the event. */
  readonly why: string;
}

/** Why an event of a status can be neither replayed nor discarded. */
const WHY_NOT: Readonly<Partial<Record<EventStatus, string>>> = {
  running: 'runs at this moment; wait for its end',
  pending: 'is about to run anyway',
  done: 'is done',
  discarded: 'was discarded, and that is for good',
};

const PAYLOAD_REMOVED =
  'has no payload any more, since retention removed it; what it made stands. Send what has changed as an update, or a refund';

/** Why an event cannot be replayed in a mode, and the way out. */
function whyNot(obstacle: Exclude<ReplayResult, 'replayed' | null>, mode: ReplayMode): string {
  if (obstacle === 'payload_removed') return PAYLOAD_REMOVED;
  if (obstacle === 'unwarned')
    return 'is done and has no warnings, so there is nothing to repair; mode "again" looks whether all it made still stands';
  if (obstacle === 'done')
    return 'is done; mode "repair" tries again what it warned of, and mode "again" makes what is gone from the CRM';
  if (mode === 'repair' && obstacle !== 'running' && obstacle !== 'discarded')
    return `is ${obstacle}, and only what is done can be repaired; mode "resume" goes on from the first step that is not done`;
  return WHY_NOT[obstacle] ?? `is ${obstacle}`;
}

/** The routes by which somebody decides about one event. */
export function decisionRoutes({ database, events }: AdminOptions): FastifyPluginAsyncTypebox {
  /** Carries a decision out, once under one key. `take` tells what stands in the way and why, or null when it took effect. */
  async function decide(
    request: FastifyRequest<{ Params: { id: string }; Body: { reason: string } }>,
    take: (prisma: Queries) => Promise<Obstacle | null>,
  ): Promise<KeyedAnswer<EventView>> {
    const { id } = request.params;
    if (!isUuid(id)) throw noEvent(id);
    return await answerOnce(database, keyedRequest(request), EventSchema, async (prisma) => {
      const obstacle = await take(prisma);
      if (obstacle !== null) throw new HttpError(409, `event_${obstacle.code}`, `The event ${obstacle.why}.`);
      const event = await findEvent({ prisma }, id);
      if (event === null) throw noEvent(id);
      return viewEvent(event);
    });
  }

  return async (app) => {
    const replay = documented('Replays an event: it goes on, repairs what it warned of, or looks at everything again', {
      202: EventSchema,
      ...PROBLEMS,
    });
    app.post(
      '/admin/events/:id/replay',
      { schema: { params: IdParameter, headers: KeyHeader, body: ReplayDecision, ...replay } },
      async (request, reply) => {
        const { params, body, actor, log } = request;
        const { mode = 'resume' } = body;
        const decider = { actor, reason: body.reason.trim() };
        const answer = await decide(request, async (prisma) => {
          const result = await replayEvent(prisma, params.id, decider, mode);
          if (result === null) throw noEvent(params.id);
          return result === 'replayed' ? null : { code: result, why: whyNot(result, mode) };
        });
        if (answer.fresh) {
          log.info({ event: params.id, status: 'pending', mode, actor }, 'event replayed');
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
          const { discarded, status } = result;
          return discarded ? null : { code: status, why: WHY_NOT[status] ?? `is ${status}` };
        });
        if (answer.fresh) log.info({ event: params.id, status: 'discarded', actor }, 'event discarded');
        return answer.body;
      },
    );
  };
}
