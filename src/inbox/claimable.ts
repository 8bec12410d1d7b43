import { type Sql, sql } from '../database/client.ts';

/**
 * A condition on `events`: not in work, not settled, and not parked behind another event. It is what events_claimable_by_crm_idx is
 * made of, so a query in this form costs the same however many events are settled, parked or another CRM's.
 */
export const CLAIMABLE: Sql = sql`status NOT IN ('running', 'done', 'dead', 'discarded') AND parked_behind IS NULL`;
