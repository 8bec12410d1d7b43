import Type, { type Static } from 'typebox';
import type { ShopListSchema } from '../admin/connected-shop-routes.ts';
import type { CrmStateSchema } from '../admin/crm-routes.ts';
import type { PlanSchema } from '../admin/event-routes.ts';
import type { AuditPageSchema, LinkPageSchema } from '../admin/record-routes.ts';
import type { ReplayProgressSchema, ReplayTrialSchema } from '../admin/replay-routes.ts';
import type { EventDetailsSchema, EventView, GroupSchema } from '../admin/views.ts';

// What the admin API answers, by the schemas of its routes, in the words of the pages.

export type EventRow = EventView;
/** One event with all that is known of it. */
export type EventStory = Static<typeof EventDetailsSchema>;
export type Try = EventStory['tries'][number];
export type StepRow = EventStory['steps'][number];
/** Events that failed for one cause. */
export type Cause = Static<typeof GroupSchema>;
export type PlanSaid = Static<typeof PlanSchema>;
/** How far a bulk replay is. */
export type ReplayRow = Static<typeof ReplayProgressSchema>;
export type TrialSaid = Static<typeof ReplayTrialSchema>;
export type LinkSaid = Static<typeof LinkPageSchema>['links'][number];
export type AuditRow = Static<typeof AuditPageSchema>['entries'][number];
export type ShopRow = Static<typeof ShopListSchema>['shops'][number];
/** A CRM: what its probes say, who paused it, and what waits for it. */
export type CrmRow = Static<typeof CrmStateSchema>;

/** What shop and CRM said of an event, each number as it was written. */
export const EventWords = Type.Object({
  payload: Type.Unknown(),
  amended: Type.Union([Type.Object({ payload: Type.Unknown() }), Type.Null()]),
  steps: Type.Array(Type.Object({ request: Type.Unknown(), response: Type.Unknown() })),
});
export type EventWords = Static<typeof EventWords>;
