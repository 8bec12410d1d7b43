import Type, { type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });
const Backlog = Type.Object({
  pending: Count,
  waiting: Count,
  retrying: Count,
  dead: Count,
  oldest_pending_age_s: Type.Number({ minimum: 0 }),
});

const OptionalTime = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const ShopHealth = Type.Object({
  status: Type.Enum(['up', 'down', 'paused'], { description: 'Of its own API, where it is asked; else up.' }),
  last_delivery_at: OptionalTime,
  last_catch_up_at: OptionalTime,
  found: Type.Integer({ minimum: 0, description: 'What was found in it that no webhook had brought.' }),
});

/** A pause as health and the admin routes show it. */
export const PauseSchema = Type.Object({
  by: Type.String({ description: 'The name of the admin token.' }),
  reason: Type.String(),
  since: Type.String({ format: 'date-time' }),
});
const CrmHealth = Type.Object({
  status: Type.Enum(['up', 'down', 'paused']),
  paused: Type.Optional(PauseSchema),
});

/** How the service is doing, with what it depends on. `degraded` still takes webhooks; a CRM that is down or paused is no more than that. */
export const HealthReportSchema = Type.Object({
  status: Type.Enum(['ok', 'degraded']),
  database: Type.Enum(['up', 'down']),
  crms: Type.Record(Type.String(), CrmHealth),
  shops: Type.Optional(
    Type.Record(Type.String(), ShopHealth, {
      description: 'The shops that are connected directly; left out where there is none.',
    }),
  ),
  backlog: Type.Union([Backlog, Type.Null()], { description: 'Null while the database cannot tell.' }),
});
export type HealthReport = Static<typeof HealthReportSchema>;

/** Whether webhooks can be taken, and each thing that this hangs on by name. */
export const ReadinessSchema = Type.Object({
  status: Type.Enum(['ready', 'unready']),
  checks: Type.Record(Type.String(), Type.Enum(['ok', 'failed'])),
});

/** What the health routes ask. Neither question rejects: what cannot be found out counts as failed. */
export interface Health {
  /** Database, migrations, and not shutting down. */
  ready(): Promise<{ readonly ok: boolean; readonly checks: Readonly<Record<string, 'ok' | 'failed'>> }>;
  report(): Promise<HealthReport>;
}
