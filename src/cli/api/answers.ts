import Type, { type Static } from 'typebox';

const Text = Type.Union([Type.String(), Type.Null()]);
const Instant = Text;

/** An event as the admin routes show it. Members that this version does not know are let through. */
export const EventAnswer = Type.Object({
  id: Type.String(),
  webhook_id: Type.String(),
  type: Type.String(),
  business_unit: Type.String(),
  status: Type.String(),
  user_id: Text,
  order_id: Text,
  refund_id: Text,
  attempts: Type.Integer(),
  next_attempt_at: Instant,
  waiting_for: Text,
  error: Type.Union([Type.Object({ class: Type.String(), step: Text, message: Type.String() }), Type.Null()]),
  warnings: Type.Array(Type.String()),
  received_at: Type.String(),
  finished_at: Instant,
});
export type EventAnswer = Static<typeof EventAnswer>;

export const EventPage = Type.Object({ events: Type.Array(EventAnswer), next_cursor: Text });

/** A step of an event's journal. */
export const StepAnswer = Type.Object({
  key: Type.String(),
  status: Type.String(),
  module: Type.String(),
  crm_id: Text,
  attempts: Type.Integer(),
  request: Type.Unknown(),
  response: Type.Unknown(),
  started_at: Instant,
  finished_at: Instant,
});
export type StepAnswer = Static<typeof StepAnswer>;

/** A try of an event, or a replay. */
export const TryAnswer = Type.Object({
  kind: Type.String(),
  started_at: Instant,
  finished_at: Instant,
  outcome: Type.String(),
  waiting_for: Text,
  error: Type.Union([Type.Object({ step: Text, message: Type.String() }), Type.Null()]),
  actor: Text,
  reason: Text,
});
export type TryAnswer = Static<typeof TryAnswer>;

export const EventWithSteps = Type.Intersect([
  EventAnswer,
  Type.Object({
    payload: Type.Unknown(),
    payload_removed_at: Type.Optional(Text),
    steps: Type.Array(StepAnswer),
    amended: Type.Optional(
      Type.Union([
        Type.Object({ at: Type.String(), actor: Type.String(), reason: Type.String(), payload: Type.Unknown() }),
        Type.Null(),
      ]),
    ),
    mode: Type.Optional(Type.String()),
    /** These are left out by a release before there were any. */
    tries: Type.Optional(Type.Array(TryAnswer)),
    holder: Type.Optional(
      Type.Union([Type.Object({ id: Type.String(), type: Type.String(), status: Type.String() }), Type.Null()]),
    ),
  }),
]);
export type EventWithSteps = Static<typeof EventWithSteps>;

/** Events that failed, by what failed. */
export const GroupsAnswer = Type.Object({
  groups: Type.Array(
    Type.Object({
      error_class: Type.String(),
      error_code: Type.String(),
      error_step: Text,
      type: Type.String(),
      count: Type.Integer(),
      first_at: Type.String(),
      last_at: Type.String(),
      sample: Type.String(),
    }),
  ),
});
export type GroupAnswer = Static<typeof GroupsAnswer>['groups'][number];

/** What a decision about an event is answered with: the event, or as much of it as there is. */
export const DecisionAnswer = Type.Object({ id: Type.Optional(Type.String()), status: Type.Optional(Type.String()) });

/** What a replay of an event would do. */
export const PlanAnswer = Type.Object({
  calls: Type.Array(
    Type.Object({
      step: Type.String(),
      verb: Type.String(),
      module: Type.String(),
      crm_id: Type.Optional(Text),
      request: Type.Optional(Type.Unknown()),
      assumed: Type.Optional(Text),
    }),
  ),
  done: Type.Optional(Type.Array(Type.String())),
  note: Type.Optional(Text),
});
export type PlanAnswer = Static<typeof PlanAnswer>;

/** Picked events that are not replayed; left out where none were picked. */
const LeftOutAnswer = Type.Optional(Type.Array(Type.Object({ id: Type.String(), status: Text })));
export type LeftOutAnswer = Static<typeof LeftOutAnswer>;

export const StartedAnswer = Type.Object({ id: Type.String(), total: Type.Integer(), left_out: LeftOutAnswer });
export const TrialAnswer = Type.Object({
  count: Type.Integer(),
  sample: Type.Array(Type.Unknown()),
  left_out: LeftOutAnswer,
});

/** How far a bulk replay is. */
export const ProgressAnswer = Type.Object({
  total: Type.Integer(),
  pending: Type.Integer(),
  done: Type.Integer(),
  failed: Type.Integer(),
  name: Type.Optional(Type.String()),
  status: Type.Optional(Type.String()),
  eta_s: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
});
export type ProgressAnswer = Static<typeof ProgressAnswer>;

export const ReplaysAnswer = Type.Object({
  replays: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      actor: Type.String(),
      status: Type.String(),
      total: Type.Integer(),
      pending: Type.Integer(),
      done: Type.Integer(),
      failed: Type.Integer(),
      eta_s: Type.Union([Type.Integer(), Type.Null()]),
      created_at: Type.String(),
    }),
  ),
  next_cursor: Text,
});

/** What the erasure of a customer came to, or would. */
export const ErasureAnswer = Type.Object({
  events: Type.Integer(),
  in_work: Type.Integer(),
  dead: Type.Integer(),
  named: Type.Array(Type.Object({ id: Type.String(), type: Type.String(), status: Type.String() })),
  links: Type.Array(Type.Object({ crm: Type.String(), module: Type.String(), crm_id: Type.String() })),
});
export type ErasureAnswer = Static<typeof ErasureAnswer>;

/** The same of a shop. */
export const ShopErasureAnswer = Type.Omit(ErasureAnswer, ['links']);

const TakenAnswer = {
  events: Type.Integer(),
  bytes: Type.Integer(),
  oldest_at: Instant,
  newest_at: Instant,
};

/** What retention would remove. */
export const RetentionAnswer = Type.Object({
  days: Type.Number(),
  configured_days: Type.Union([Type.Number(), Type.Null()]),
  older_than: Type.String(),
  ...TakenAnswer,
  types: Type.Array(Type.Object({ type: Type.String(), ...TakenAnswer })),
  last_sweep: Type.Union([
    Type.Object({ days: Type.Number(), finished_at: Instant, events: Type.Integer(), bytes: Type.Integer() }),
    Type.Null(),
  ]),
});
export type RetentionAnswer = Static<typeof RetentionAnswer>;

export const ShopsAnswer = Type.Object({
  shops: Type.Array(
    Type.Object({
      name: Type.String(),
      platform: Type.String(),
      business_unit: Type.String(),
      asked: Type.Boolean(),
      last_delivery_at: Text,
      last_catch_up_at: Text,
      found: Type.Integer(),
    }),
  ),
});

export const CatchUpAnswer = Type.Object({
  read: Type.Integer(),
  taken: Type.Integer(),
  next: Type.Union([Type.Object({ after: Type.String(), page: Type.Integer() }), Type.Null()]),
});

export const LinksAnswer = Type.Object({
  links: Type.Array(
    Type.Object({
      crm: Type.String(),
      module: Type.String(),
      kind: Type.String(),
      local_id: Type.String(),
      crm_id: Type.String(),
      event_id: Text,
      created_at: Type.String(),
    }),
  ),
  /** Left out by a release before there were cursors. */
  next_cursor: Type.Optional(Text),
});

const NamedLink = {
  index: Type.Integer(),
  business_unit: Type.String(),
  kind: Type.String(),
  local_id: Type.String(),
  crm_id: Type.String(),
};

/** What an import of links came to; `index` is the place of a link in the request, from 0. */
export const ImportAnswer = Type.Object({
  imported: Type.Integer(),
  unchanged: Type.Integer(),
  conflicts: Type.Array(
    Type.Object({
      ...NamedLink,
      stands: Type.Object({ kind: Type.String(), local_id: Type.String(), crm_id: Text, event_id: Text }),
    }),
  ),
  missing: Type.Array(Type.Object(NamedLink)),
});

export const AuditPage = Type.Object({
  entries: Type.Array(
    Type.Object({
      at: Type.String(),
      actor: Type.String(),
      action: Type.String(),
      subject: Type.String(),
      reason: Type.String(),
    }),
  ),
  next_cursor: Type.Optional(Text),
});

const PauseAnswer = Type.Object({ by: Type.String(), reason: Type.String(), since: Type.String() });

/** A CRM with what waits for it. */
export const CrmAnswer = Type.Object({
  crm: Type.String(),
  status: Type.String(),
  breaker: Type.String(),
  paused: Type.Union([PauseAnswer, Type.Null()]),
  backlog: Type.Object({
    pending: Type.Integer(),
    waiting: Type.Integer(),
    retrying: Type.Integer(),
    dead: Type.Integer(),
    oldest_age_s: Type.Number(),
  }),
});
export const CrmsAnswer = Type.Object({ crms: Type.Array(CrmAnswer) });

/** How the service is doing. */
export const HealthAnswer = Type.Object({
  status: Type.String(),
  database: Type.String(),
  crms: Type.Record(Type.String(), Type.Object({ status: Type.String(), paused: Type.Optional(PauseAnswer) })),
  shops: Type.Optional(Type.Record(Type.String(), Type.Object({ status: Type.String(), last_delivery_at: Text }))),
  backlog: Type.Union([
    Type.Object({
      pending: Type.Integer(),
      waiting: Type.Integer(),
      retrying: Type.Integer(),
      dead: Type.Integer(),
      oldest_pending_age_s: Type.Number(),
    }),
    Type.Null(),
  ]),
});
