import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { MAX_VALUES, readJson } from '../../domain/json.ts';
import { isUuid } from '../../domain/uuid.ts';
import { amendEvent, NotAmendable, PayloadUnfit } from '../../operations/amend-event.ts';
import { answerOnce } from '../../operations/idempotent-answer.ts';
import { findEvent } from '../../operations/seen-event.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { BODY_PROBLEMS, documented, noEvent } from './documentation.ts';
import { IdParameter, Reason } from './fields.ts';
import { KeyHeader, keyedRequest } from './keyed-request.ts';
import { RequestInvalid } from './request-invalid.ts';
import { EventSchema, viewEvent } from './views.ts';

/** As much as a webhook may hold. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;
/** For what stands around the payload. */
const MORE_BYTES = 16 * 1024;
const MORE_VALUES = 10;

const Amendment = Type.Object(
  {
    reason: Reason,
    payload: Type.Unknown({ description: 'The whole body of a webhook: type, timestamp and data.' }),
  },
  { additionalProperties: false },
);

/** The route by which a dead event gets another payload. */
export function amendRoutes({ database, units, events }: AdminOptions): FastifyPluginAsyncTypebox {
  return async (app) => {
    takeExactNumbers(app);
    const amend = documented('Gives a dead event another payload and replays it; the first one is kept', {
      202: EventSchema,
      ...BODY_PROBLEMS,
      404: ProblemSchema,
      409: ProblemSchema,
    });
    app.post(
      '/admin/events/:id/amend',
      {
        bodyLimit: MAX_PAYLOAD_BYTES + MORE_BYTES,
        schema: { params: IdParameter, headers: KeyHeader, body: Amendment, ...amend },
      },
      async (request, reply) => {
        const { params, body, actor, log } = request;
        if (!isUuid(params.id)) throw noEvent(params.id);
        const payload = Buffer.from(JSON.stringify(body.payload));
        if (payload.length > MAX_PAYLOAD_BYTES)
          throw new HttpError(
            413,
            'body_too_large',
            `The payload is larger than ${MAX_PAYLOAD_BYTES / 1024 / 1024} MiB.`,
          );
        const decider = { actor, reason: body.reason.trim(), units };
        const answer = await answerOnce(database, keyedRequest(request), EventSchema, async (prisma) => {
          const known = await asRequested(() => amendEvent(prisma, params.id, payload, decider));
          const event = known ? await findEvent({ prisma }, params.id) : null;
          if (event === null) throw noEvent(params.id);
          return viewEvent(event);
        });
        if (answer.fresh) {
          log.info({ event: params.id, status: 'pending', actor }, 'event amended');
          events.emit('replayed', { events: 1 });
        }
        return reply.code(202).send(answer.body);
      },
    );
  };
}

// An amount must not pass through binary floating point on its way into the payload.
function takeExactNumbers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    readJson(body, MAX_VALUES + MORE_VALUES),
  );
}

async function asRequested<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PayloadUnfit)
      throw new RequestInvalid(error.faults.map(({ path, message }) => ({ path: `/payload${path}`, message })));
    if (error instanceof NotAmendable) throw new HttpError(409, error.code, error.message);
    throw error;
  }
}
