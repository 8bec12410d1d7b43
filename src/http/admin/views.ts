import Type, { type Static } from 'typebox';
import { REPLAY_MODES } from '../../domain/events/replay-mode.ts';
import type { EventDetails, RelatedEvent, SeenStep } from '../../operations/event-details.ts';
import type { EventGroup } from '../../operations/group-events.ts';
import type { SeenTry } from '../../operations/list-tries.ts';
import type { SeenEvent } from '../../operations/seen-event.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.String({ format: 'date-time' });
const OptionalTime = Type.Union([Time, Type.Null()]);

const ErrorSchema = Type.Union([
  Type.Object({
    class: Type.Enum(['transient', 'permanent', 'ambiguous', 'auth']),
    code: Type.String(),
    step: Text,
    message: Type.String(),
  }),
  Type.Null(),
]);

const EVENT = {
  id: Type.String({ format: 'uuid' }),
  webhook_id: Type.String(),
  type: Type.String(),
  crm: Type.String(),
  business_unit: Type.String(),
  shop: Type.Union([Type.String(), Type.Null()], { description: 'The connected shop that it comes from.' }),
  topic: Type.Union([Type.String(), Type.Null()], { description: 'What the platform of the shop calls a delivery.' }),
  status: Type.Enum(['pending', 'running', 'waiting', 'retrying', 'done', 'dead', 'discarded']),
  user_id: Text,
  order_id: Text,
  refund_id: Text,
  attempts: Type.Integer({ description: 'Tries since it was received or replayed.' }),
  mode: Type.Enum([...REPLAY_MODES], { description: 'How it goes on since it was replayed, until it is done.' }),
  takeovers: Type.Integer({ description: 'How often its worker gave no more sign of life.' }),
  next_attempt_at: OptionalTime,
  waiting_for: Text,
  error: ErrorSchema,
  warnings: Type.Array(Type.String()),
  received_at: Time,
  finished_at: OptionalTime,
};

/** An event as the admin routes show it. */
export const EventSchema = Type.Object(EVENT);
export type EventView = Static<typeof EventSchema>;

const StepSchema = Type.Object({
  key: Type.String(),
  status: Type.Enum(['done', 'failed', 'pending']),
  verb: Type.String(),
  module: Type.String(),
  crm_id: Text,
  crm_url: Type.Union([Type.String(), Type.Null()], { description: 'Where people see that record in the CRM.' }),
  attempts: Type.Integer(),
  outcome_unknown: Type.Boolean({ description: 'The last call may have taken effect: the next attempt looks first.' }),
  request: Type.Unknown(),
  response: Type.Unknown(),
  started_at: Time,
  finished_at: OptionalTime,
  duration_ms: Type.Union([Type.Integer(), Type.Null()]),
});

const TrySchema = Type.Object({
  kind: Type.Enum(['attempt', 'replay'], { description: 'A try, or a replay that gave the event more of them.' }),
  attempt: Type.Union([Type.Integer(), Type.Null()], {
    description:
      'Which try it was since the event was received or replayed. One that did not count gives its number to the next.',
  }),
  started_at: Type.Union([Time, Type.Null()], { description: 'Null where a release that did not tell it began it.' }),
  finished_at: OptionalTime,
  outcome: Type.Enum(
    ['running', 'done', 'dead', 'retrying', 'held_back', 'waiting', 'given_back', 'lost', 'replayed'],
    {
      description:
        'held_back: the CRM was away. given_back: the service stopped, its database was away or its CRM was paused. lost: its worker gave no more sign of life.',
    },
  ),
  waiting_for: Text,
  error: ErrorSchema,
  actor: Type.Union([Type.String(), Type.Null()], { description: 'Who asked for a replay.' }),
  reason: Text,
  replay_id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
    description: 'The bulk replay it was part of.',
  }),
});

const RelatedSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  type: Type.String(),
  status: EVENT.status,
  user_id: Text,
  order_id: Text,
  refund_id: Text,
});

/** One event with its payload and its journal. */
export const EventDetailsSchema = Type.Object({
  ...EVENT,
  request_id: Text,
  traceparent: Text,
  payload: Type.Unknown({
    description:
      'The JSON that the shop sent, or that took its place; a text where it is none. Null once retention has removed it.',
  }),
  payload_removed_at: Type.Union([Time, Type.Null()], {
    description: 'When retention removed payload and steps: the event cannot be replayed any more.',
  }),
  amended: Type.Union(
    [
      Type.Object({
        at: Time,
        actor: Type.String(),
        reason: Type.String(),
        payload: Type.Unknown({ description: 'The very first one.' }),
      }),
      Type.Null(),
    ],
    { description: 'Who gave it another payload the last time, and what the shop sent.' },
  ),
  parent: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
    description: 'The delivery that it was made of.',
  }),
  children: Type.Array(RelatedSchema, { description: 'What was made of a delivery, in its order.' }),
  steps: Type.Array(StepSchema),
  tries: Type.Array(TrySchema, { description: 'The newest at the end; of more than 200 the oldest are not kept.' }),
  held_by: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
    description:
      'The event that it comes after: the first in the line of a customer, address or order they share that has not let go.',
  }),
  holder: Type.Union([RelatedSchema, Type.Null()], { description: 'What that event is.' }),
});

/** Events that failed in one way. */
export const GroupSchema = Type.Object({
  error_class: Type.Enum(['transient', 'permanent', 'ambiguous', 'auth']),
  error_code: Type.String(),
  error_step: Text,
  type: Type.String(),
  count: Type.Integer(),
  first_at: Type.String({ format: 'date-time', description: 'When the first of them was received.' }),
  last_at: Time,
  sample: Type.String({ format: 'uuid', description: 'The event that was received last.' }),
});

export function viewGroup(group: EventGroup): Static<typeof GroupSchema> {
  return {
    error_class: group.errorClass,
    error_code: group.errorCode,
    error_step: group.errorStep,
    type: group.type,
    count: group.count,
    first_at: group.firstAt.toISOString(),
    last_at: group.lastAt.toISOString(),
    sample: group.sample,
  };
}

export function viewEvent(event: SeenEvent): EventView {
  return {
    id: event.id,
    webhook_id: event.webhookId,
    type: event.type,
    crm: event.crm,
    business_unit: event.businessUnit,
    shop: event.shop,
    topic: event.topic,
    status: event.status,
    user_id: event.userId,
    order_id: event.orderId,
    refund_id: event.refundId,
    attempts: event.attempts,
    mode: event.mode,
    takeovers: event.takeovers,
    next_attempt_at: event.nextAttemptAt?.toISOString() ?? null,
    waiting_for: event.waitingFor,
    error: viewError(event),
    warnings: [...event.warnings],
    received_at: event.receivedAt.toISOString(),
    finished_at: event.finishedAt?.toISOString() ?? null,
  };
}

export function viewDetails(details: EventDetails): Static<typeof EventDetailsSchema> {
  return {
    ...viewEvent(details.event),
    request_id: details.requestId,
    traceparent: details.traceparent,
    payload: details.payload,
    payload_removed_at: details.payloadRemovedAt?.toISOString() ?? null,
    amended: details.amended === null ? null : { ...details.amended, at: details.amended.at.toISOString() },
    parent: details.parentId,
    children: details.children.map(viewRelated),
    steps: details.steps.map(viewStep),
    tries: details.tries.map(viewTry),
    held_by: details.heldBy?.id ?? null,
    holder: details.heldBy === null ? null : viewRelated(details.heldBy),
  };
}

type Failed = Pick<SeenEvent, 'errorClass' | 'errorCode' | 'errorStep' | 'errorMessage'>;

function viewError({ errorClass, errorCode, errorStep, errorMessage }: Failed): Static<typeof ErrorSchema> {
  if (errorClass === null) return null;
  return { class: errorClass, code: errorCode ?? '', step: errorStep, message: errorMessage ?? '' };
}

function viewTry({ kind, attempt, outcome, actor, reason, ...told }: SeenTry): Static<typeof TrySchema> {
  return {
    kind,
    attempt,
    started_at: told.startedAt?.toISOString() ?? null,
    finished_at: told.finishedAt?.toISOString() ?? null,
    outcome,
    waiting_for: told.waitingFor,
    error: viewError(told),
    actor,
    reason,
    replay_id: told.replayId,
  };
}

function viewRelated({ id, type, status, userId, orderId, refundId }: RelatedEvent): Static<typeof RelatedSchema> {
  return { id, type, status, user_id: userId, order_id: orderId, refund_id: refundId };
}

function viewStep(step: SeenStep): Static<typeof StepSchema> {
  return {
    key: step.key,
    status: step.status,
    verb: step.verb,
    module: step.module,
    crm_id: step.crmId,
    crm_url: step.crmUrl,
    attempts: step.attempts,
    outcome_unknown: step.outcomeUnknown,
    request: step.request,
    response: step.response,
    started_at: step.startedAt.toISOString(),
    finished_at: step.finishedAt?.toISOString() ?? null,
    duration_ms: step.finishedAt === null ? null : step.finishedAt.getTime() - step.startedAt.getTime(),
  };
}
