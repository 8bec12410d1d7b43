import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import Type from 'typebox';
import Value from 'typebox/value';
import { isUuid } from '../../domain/uuid.ts';
import { answerOnce } from '../../operations/idempotent-answer.ts';
import { cancelReplay } from '../../operations/replays/cancel-replay.ts';
import {
  listReplays,
  type ReplayPlace,
  type ReplayProgress,
  readReplayProgress,
} from '../../operations/replays/replay-progress.ts';
import { tryReplay } from '../../operations/replays/replay-set.ts';
import { startReplay } from '../../operations/replays/start-replay.ts';
import { inTransaction } from '../../operations/transaction.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { makeCursor, readCursor, readMoment } from './cursor.ts';
import { BODY_PROBLEMS, documented } from './documentation.ts';
import { IdParameter, Mode, Name, PAGE, QueryLimit, Reason } from './fields.ts';
import { KeyHeader, keyedRequest } from './keyed-request.ts';
import { CHOICE, LeftOutSchema, readChoice, viewLeftOut } from './read-replay-choice.ts';
import { RequestInvalid } from './request-invalid.ts';
import { EventSchema, viewEvent } from './views.ts';

const SAMPLE = 20;
/** Events a second, unless the request says otherwise. */
const RATE = 5;
const REPLAY_STATUSES = ['running', 'finished', 'cancelled'] as const;

const Order = Type.Object(
  {
    name: Name,
    reason: Reason,
    ...CHOICE,
    mode: Type.Optional(Mode),
    dry_run: Type.Optional(Type.Boolean()),
    rate: Type.Optional(
      Type.Number({ minimum: 0.1, maximum: 200, description: `Events a second; ${RATE} unless given.` }),
    ),
  },
  { additionalProperties: false },
);
export const ReplayTrialSchema = Type.Object({
  count: Type.Integer(),
  sample: Type.Array(EventSchema),
  left_out: LeftOutSchema,
});
export const ReplayStartedSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  total: Type.Integer(),
  left_out: LeftOutSchema,
});
const Time = Type.String({ format: 'date-time' });
export const ReplayProgressSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  reason: Type.String(),
  actor: Type.String(),
  rate: Type.Number(),
  mode: Mode,
  status: Type.Enum([...REPLAY_STATUSES]),
  total: Type.Integer(),
  pending: Type.Integer({ description: 'Not replayed yet, or not settled since.' }),
  done: Type.Integer(),
  failed: Type.Integer({ description: 'Dead again, or discarded.' }),
  eta_s: Type.Union([Type.Integer(), Type.Null()], {
    description:
      'Seconds until the last of them is settled, by its pace and by what was settled recently; null where nothing tells.',
  }),
  created_at: Time,
  finished_at: Type.Union([Time, Type.Null()], { description: 'When the last event was handed out.' }),
});
const ReplayQuery = Type.Object(
  { status: Type.Optional(Type.Enum([...REPLAY_STATUSES])), limit: QueryLimit, cursor: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
export const ReplayPageSchema = Type.Object({
  replays: Type.Array(ReplayProgressSchema),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
});
const Cancellation = Type.Union([
  Type.Object({ reason: Type.Optional(Reason) }, { additionalProperties: false }),
  Type.Null(),
]);

/** The routes of bulk replays. */
export function replayRoutes({ database, newId, events }: AdminOptions): FastifyPluginAsyncTypebox {
  return async (app) => {
    const start = documented('Replays many events at a pace; a dry run only counts them', {
      200: ReplayTrialSchema,
      202: ReplayStartedSchema,
      ...BODY_PROBLEMS,
    });
    app.post('/admin/replays', { schema: { headers: KeyHeader, body: Order, ...start } }, async (request, reply) => {
      const { name, reason, mode = 'resume', dry_run = false, rate = RATE } = request.body;
      const choice = readChoice(request.body, mode);
      if (dry_run) {
        const { count, sample, leftOut } = await tryReplay(database.prisma, choice, mode, SAMPLE);
        return reply.code(200).send({ count, sample: sample.map(viewEvent), ...viewLeftOut(choice, leftOut) });
      }
      const { body, fresh } = await answerOnce(database, keyedRequest(request), ReplayStartedSchema, async (prisma) => {
        const id = newId();
        const order = { id, name: name.trim(), reason: reason.trim(), actor: request.actor, choice, mode, rate };
        const { total, leftOut } = await startReplay(prisma, order);
        return { id, total, ...viewLeftOut(choice, leftOut) };
      });
      if (fresh) {
        request.log.info(
          { replay: body.id, total: body.total, mode, rate, actor: request.actor },
          'bulk replay started',
        );
        events.emit('replayStarted');
      }
      return reply.code(202).send(body);
    });

    const list = documented('Bulk replays and how far each one is, the newest first', { 200: ReplayPageSchema });
    app.get('/admin/replays', { schema: { querystring: ReplayQuery, ...list } }, async ({ query }) => {
      const filter = { status: query.status ?? null };
      const size = Number(query.limit ?? PAGE);
      const before = readCursor(query.cursor, filter, readReplayPlace);
      const found = await listReplays(database.prisma, filter, { limit: size + 1, before });
      const page = found.slice(0, size);
      const last = page.at(-1);
      const next_cursor = found.length > size && last !== undefined ? makeCursor(filter, replayPlace(last)) : null;
      return { replays: page.map(viewProgress), next_cursor };
    });

    const show = documented('How far a bulk replay is', { 200: ReplayProgressSchema, 404: ProblemSchema });
    app.get('/admin/replays/:id', { schema: { params: IdParameter, ...show } }, async ({ params: { id } }) => {
      const progress = isUuid(id) ? await readReplayProgress(database.prisma, id) : null;
      if (progress === null) throw noReplay(id);
      return viewProgress(progress);
    });

    const cancel = documented('Stops a bulk replay; what was replayed stays so', {
      200: ReplayProgressSchema,
      ...BODY_PROBLEMS,
      404: ProblemSchema,
      409: ProblemSchema,
    });
    app.delete('/admin/replays/:id', { schema: { params: IdParameter, ...cancel } }, async (request) => {
      const { params, actor, log } = request;
      const decider = { actor, reason: readReason(request.body ?? null) };
      const result = isUuid(params.id)
        ? await inTransaction(database, async (prisma) => await cancelReplay(prisma, params.id, decider))
        : null;
      if (result === null) throw noReplay(params.id);
      const { status } = result.progress;
      if (!result.cancelled) throw new HttpError(409, `replay_${status}`, `The bulk replay is ${status} already.`);
      log.info({ replay: params.id, actor }, 'bulk replay cancelled');
      return viewProgress(result.progress);
    });
  };
}

function replayPlace({ createdAt, id }: ReplayPlace): string[] {
  return [String(createdAt.getTime()), id];
}

function readReplayPlace([time, id = '', ...rest]: readonly string[]): ReplayPlace | null {
  const createdAt = readMoment(time);
  return createdAt === null || !isUuid(id) || rest.length > 0 ? null : { createdAt, id };
}

// A DELETE may come without a body.
function readReason(body: unknown): string {
  if (!Value.Check(Cancellation, body)) {
    throw new RequestInvalid([{ path: '/reason', message: 'Must say why, and stand alone in the body.' }]);
  }
  return body?.reason?.trim() ?? 'none given';
}

function noReplay(id: string): HttpError {
  return new HttpError(404, 'replay_unknown', `There is no bulk replay ${JSON.stringify(id.slice(0, 100))}.`);
}

function viewProgress({
  createdAt,
  finishedAt,
  rate,
  etaS,
  ...progress
}: ReplayProgress): Static<typeof ReplayProgressSchema> {
  return {
    ...progress,
    rate: Number(rate),
    eta_s: etaS,
    created_at: createdAt.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
  };
}
