import Type, { type Static } from 'typebox';

// What the console reads of the admin API's answers; what else they hold does not concern it.

const Text = Type.Union([Type.String(), Type.Null()]);

/** An event in a list. */
export const EventRow = Type.Object({
  id: Type.String(),
  webhook_id: Type.String(),
  type: Type.String(),
  crm: Type.String(),
  business_unit: Type.String(),
  shop: Text,
  topic: Text,
  status: Type.String(),
  user_id: Text,
  order_id: Text,
  refund_id: Text,
  attempts: Type.Integer(),
  next_attempt_at: Text,
  waiting_for: Text,
  error: Type.Union([
    Type.Object({ class: Type.String(), code: Type.String(), step: Text, message: Type.String() }),
    Type.Null(),
  ]),
  warnings: Type.Array(Type.String()),
  received_at: Type.String(),
  finished_at: Text,
});
export type EventRow = Static<typeof EventRow>;
export const EventsSaid = Type.Object({ events: Type.Array(EventRow), next_cursor: Text });

const Related = Type.Object({ id: Type.String(), type: Type.String(), status: Type.String() });
const Try = Type.Object({
  kind: Type.Enum(['attempt', 'replay']),
  started_at: Text,
  finished_at: Text,
  outcome: Type.String(),
  waiting_for: Text,
  error: EventRow.properties.error,
  actor: Text,
  reason: Text,
  replay_id: Text,
});
export type Try = Static<typeof Try>;
const StepRow = Type.Object({
  key: Type.String(),
  status: Type.String(),
  verb: Type.String(),
  module: Type.String(),
  crm_id: Text,
  crm_url: Text,
  attempts: Type.Integer(),
  outcome_unknown: Type.Boolean(),
  started_at: Type.String(),
  finished_at: Text,
  duration_ms: Type.Union([Type.Integer(), Type.Null()]),
});
export type StepRow = Static<typeof StepRow>;

/** One event with all that is known of it, but for what shop and CRM said. */
export const EventStory = Type.Object({
  ...EventRow.properties,
  parent: Text,
  children: Type.Array(Related),
  steps: Type.Array(StepRow),
  tries: Type.Array(Try),
  amended: Type.Union([Type.Object({ at: Type.String(), actor: Type.String(), reason: Type.String() }), Type.Null()]),
  holder: Type.Union([Related, Type.Null()]),
});
export type EventStory = Static<typeof EventStory>;

/** What shop and CRM said, each number as it was written. */
export const EventWords = Type.Object({
  payload: Type.Unknown(),
  amended: Type.Union([Type.Object({ payload: Type.Unknown() }), Type.Null()]),
  steps: Type.Array(Type.Object({ request: Type.Unknown(), response: Type.Unknown() })),
});
export type EventWords = Static<typeof EventWords>;

export const PlanSaid = Type.Object({
  done: Type.Array(Type.String()),
  calls: Type.Array(
    Type.Object({
      step: Type.String(),
      verb: Type.String(),
      module: Type.String(),
      crm_id: Text,
      request: Type.Unknown(),
      assumed: Text,
    }),
  ),
  note: Text,
});
export type PlanSaid = Static<typeof PlanSaid>;

/** Events that failed for one cause. */
export const Cause = Type.Object({
  error_class: Type.String(),
  error_code: Type.String(),
  error_step: Text,
  type: Type.String(),
  count: Type.Integer(),
  first_at: Type.String(),
  last_at: Type.String(),
  sample: Type.String(),
});
export type Cause = Static<typeof Cause>;
export const Causes = Type.Object({ groups: Type.Array(Cause) });

/** How far a bulk replay is. */
export const ReplayRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  reason: Type.String(),
  actor: Type.String(),
  rate: Type.Number(),
  mode: Type.String(),
  status: Type.String(),
  total: Type.Integer(),
  pending: Type.Integer(),
  done: Type.Integer(),
  failed: Type.Integer(),
  eta_s: Type.Union([Type.Number(), Type.Null()]),
  created_at: Type.String(),
  finished_at: Text,
});
export type ReplayRow = Static<typeof ReplayRow>;
export const ReplayPage = Type.Object({ replays: Type.Array(ReplayRow), next_cursor: Text });
export const TrialSaid = Type.Object({ count: Type.Integer(), sample: Type.Array(EventRow) });
export const ReplayStarted = Type.Object({ id: Type.String(), total: Type.Integer() });

const LinkSaid = Type.Object({
  crm: Type.String(),
  module: Type.String(),
  kind: Type.String(),
  business_unit: Type.String(),
  local_id: Type.String(),
  crm_id: Type.String(),
  crm_url: Text,
  event_id: Text,
  created_at: Type.String(),
});
export type LinkSaid = Static<typeof LinkSaid>;
export const LinkPage = Type.Object({ links: Type.Array(LinkSaid), next_cursor: Text });

const AuditRow = Type.Object({
  id: Type.String(),
  at: Type.String(),
  actor: Type.String(),
  action: Type.String(),
  subject: Type.String(),
  reason: Type.String(),
  affected: Type.Integer(),
});
export type AuditRow = Static<typeof AuditRow>;
export const AuditSaid = Type.Object({ entries: Type.Array(AuditRow), next_cursor: Text });

const ShopRow = Type.Object({
  name: Type.String(),
  platform: Type.String(),
  business_unit: Type.String(),
  last_delivery_at: Text,
  last_catch_up_at: Text,
  found: Type.Integer(),
});
export type ShopRow = Static<typeof ShopRow>;
export const Shops = Type.Object({ shops: Type.Array(ShopRow) });

/** A CRM: what its probes say, who paused it, and what waits for it. */
export const CrmRow = Type.Object({
  crm: Type.String(),
  status: Type.String(),
  breaker: Type.String(),
  paused: Type.Union([Type.Object({ by: Type.String(), reason: Type.String(), since: Type.String() }), Type.Null()]),
  backlog: Type.Object({
    pending: Type.Integer(),
    waiting: Type.Integer(),
    retrying: Type.Integer(),
    dead: Type.Integer(),
    oldest_age_s: Type.Number(),
  }),
});
export type CrmRow = Static<typeof CrmRow>;
export const Crms = Type.Object({ crms: Type.Array(CrmRow) });
