import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { lastSweep, type Sweep } from '../../operations/retention/sweep.ts';
import { type TakenEvents, tryRetention } from '../../operations/retention/try-retention.ts';
import type { AdminOptions } from './admin-options.ts';
import { documented } from './documentation.ts';
import { RequestInvalid } from './request-invalid.ts';

const MOST_DAYS = 36_500;

const Query = Type.Object(
  {
    days: Type.Optional(
      Type.String({
        pattern: '^\\d{1,5}(\\.\\d{1,6})?$',
        description: 'After how many days payloads would be removed: RETENTION_DAYS unless given.',
      }),
    ),
  },
  { additionalProperties: false },
);

const Time = Type.String({ format: 'date-time' });
const OptionalTime = Type.Union([Time, Type.Null()]);
const Taken = {
  events: Type.Integer(),
  bytes: Type.Integer({ description: 'Of payloads and steps, as they are stored.' }),
  oldest_at: Type.Union([Time, Type.Null()], { description: 'When the first of them was done or discarded.' }),
  newest_at: OptionalTime,
};
export const RetentionSchema = Type.Object({
  days: Type.Number({ description: 'The days that it is told for.' }),
  configured_days: Type.Union([Type.Number(), Type.Null()], {
    description: 'RETENTION_DAYS; null: everything is kept.',
  }),
  older_than: Time,
  ...Taken,
  types: Type.Array(Type.Object({ type: Type.String(), ...Taken }), { description: 'The most bytes first.' }),
  last_sweep: Type.Union(
    [
      Type.Object({
        days: Type.Number(),
        started_at: Time,
        finished_at: Type.Union([Time, Type.Null()], { description: 'Null: it is under way.' }),
        events: Type.Integer(),
        bytes: Type.Integer(),
      }),
      Type.Null(),
    ],
    { description: 'What was removed last; null: nothing ever was.' },
  ),
});

/** The route that tells what retention would remove. */
export function retentionRoutes({ database, retentionDays, now }: AdminOptions): FastifyPluginAsyncTypebox {
  return async (app) => {
    const told = documented('What retention would remove now; nothing is removed by asking', { 200: RetentionSchema });
    app.get('/admin/retention', { schema: { querystring: Query, ...told } }, async ({ query }) => {
      const days = query.days === undefined ? retentionDays : Number(query.days);
      if (days === null)
        throw new RequestInvalid([{ path: '/days', message: 'Must be given, since RETENTION_DAYS is not set.' }]);
      if (days > MOST_DAYS) throw new RequestInvalid([{ path: '/days', message: `Must be at most ${MOST_DAYS}.` }]);
      const [{ olderThan, byType, ...taken }, sweep] = await Promise.all([
        tryRetention(database, days, now()),
        lastSweep(database),
      ]);
      return {
        days,
        configured_days: retentionDays,
        older_than: olderThan.toISOString(),
        ...viewTaken(taken),
        types: byType.map(({ type, ...ofType }) => ({ type, ...viewTaken(ofType) })),
        last_sweep: sweep === null ? null : viewSweep(sweep),
      };
    });
  };
}

function viewTaken({ events, bytes, oldestAt, newestAt }: TakenEvents) {
  return {
    events,
    bytes,
    oldest_at: oldestAt?.toISOString() ?? null,
    newest_at: newestAt?.toISOString() ?? null,
  };
}

function viewSweep(sweep: Sweep): NonNullable<Static<typeof RetentionSchema>['last_sweep']> {
  const { days, startedAt, finishedAt, events, bytes } = sweep;
  return {
    days,
    started_at: startedAt.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
    events,
    bytes,
  };
}
