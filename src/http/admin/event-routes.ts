import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { isUuid } from '../../domain/uuid.ts';
import { readEventDetails } from '../../operations/event-details.ts';
import type { EventPlace } from '../../operations/event-lines.ts';
import { groupEvents, MOST_GROUPS } from '../../operations/group-events.ts';
import { listEvents } from '../../operations/list-events.ts';
import { PayloadRemoved, planEvent } from '../../operations/plan-event.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { makeCursor, readCount, readCursor, readMoment } from './cursor.ts';
import { BODY_PROBLEMS, documented, noEvent } from './documentation.ts';
import { IdParameter, Mode, PAGE, QueryLimit } from './fields.ts';
import { FILTER, readFilter } from './read-filter.ts';
import { EventDetailsSchema, EventSchema, GroupSchema, viewDetails, viewEvent, viewGroup } from './views.ts';

const EventQuery = Type.Object(
  {
    ...FILTER,
    order: Type.Optional(
      Type.Enum(['newest', 'oldest'], { description: 'Which come first: the newest unless given.' }),
    ),
    limit: QueryLimit,
    cursor: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export const EventPageSchema = Type.Object({
  events: Type.Array(EventSchema),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
});

const GroupQuery = Type.Object(FILTER, { additionalProperties: false });
export const GroupListSchema = Type.Object({
  groups: Type.Array(GroupSchema, {
    description: `The largest first, at most ${MOST_GROUPS}. Unless statuses are named: of events that are neither done nor discarded.`,
  }),
});

export const PlanSchema = Type.Object({
  done: Type.Array(Type.String(), { description: 'Steps that are done and would not be made again.' }),
  calls: Type.Array(
    Type.Object({
      step: Type.String(),
      verb: Type.String(),
      module: Type.String(),
      crm_id: Type.Union([Type.String(), Type.Null()]),
      request: Type.Unknown(),
      assumed: Type.Union([Type.String(), Type.Null()], {
        description: 'What the plan takes the answer to be, where later calls depend on it.',
      }),
    }),
  ),
  note: Type.Union([Type.String(), Type.Null()], { description: 'Why the plan ends where it does.' }),
});

const PlanRequest = Type.Optional(Type.Union([Type.Object({ mode: Type.Optional(Mode) }), Type.Null()]));

/** The routes that show events. */
export function eventRoutes({ database, planner, recordUrls }: AdminOptions): FastifyPluginAsyncTypebox {
  return async (app) => {
    const list = documented('Events, the newest first', { 200: EventPageSchema });
    app.get('/admin/events', { schema: { querystring: EventQuery, ...list } }, async ({ query }) => {
      const { limit = String(PAGE), cursor, order = 'newest', ...filters } = query;
      const filter = readFilter(filters);
      const list = { ...filter, order };
      const after = readCursor(cursor, list, readEventPlace);
      const { events, next } = await listEvents(database, filter, { limit: Number(limit), order, after });
      return { events: events.map(viewEvent), next_cursor: next === null ? null : makeCursor(list, eventPlace(next)) };
    });

    const groups = documented('Events that failed, grouped by what failed', { 200: GroupListSchema });
    app.get('/admin/events/groups', { schema: { querystring: GroupQuery, ...groups } }, async ({ query }) => ({
      groups: (await groupEvents(database, readFilter(query))).map(viewGroup),
    }));

    const show = documented('One event with its payload and its journal', {
      200: EventDetailsSchema,
      404: ProblemSchema,
    });
    app.get('/admin/events/:id', { schema: { params: IdParameter, ...show } }, async ({ params: { id } }) => {
      const details = isUuid(id) ? await readEventDetails(database, id, recordUrls) : null;
      if (details === null) throw noEvent(id);
      return viewDetails(details);
    });

    const plan = documented('The calls that a replay would make now; nothing is sent', {
      200: PlanSchema,
      ...BODY_PROBLEMS,
      404: ProblemSchema,
      409: ProblemSchema,
    });
    app.post(
      '/admin/events/:id/plan',
      { schema: { params: IdParameter, body: PlanRequest, ...plan } },
      async (request) => {
        const { id } = request.params;
        const mode = request.body?.mode;
        const planned = isUuid(id) ? await refusedOnceRemoved(() => planEvent(database, planner, id, mode)) : null;
        if (planned === null) throw noEvent(id);
        const calls = planned.calls.map(({ crmId, ...call }) => ({ ...call, crm_id: crmId }));
        return { done: [...planned.done], calls, note: planned.note };
      },
    );
  };
}

async function refusedOnceRemoved<T>(plan: () => Promise<T>): Promise<T> {
  try {
    return await plan();
  } catch (error) {
    if (error instanceof PayloadRemoved) throw new HttpError(409, error.code, error.message);
    throw error;
  }
}

function eventPlace({ receivedAt, seq }: EventPlace): string[] {
  return [String(receivedAt.getTime()), String(seq)];
}

function readEventPlace([time, count]: readonly string[]): EventPlace | null {
  const receivedAt = readMoment(time);
  const seq = readCount(count);
  return receivedAt === null || seq === null ? null : { receivedAt, seq };
}
