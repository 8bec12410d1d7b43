import { type Sql, sql } from '../database/client.ts';

/**
 * A member of WITH RECURSIVE: the shelves that hold any event. A shelf is what events_status_idx keeps together, the events of one status,
 * business unit and type in order of arrival. Found by one look into the index for each, however many events they hold.
 */
export const SHELVES: Sql = sql`
  shelves (status, business_unit, type) AS (
    (SELECT status, business_unit, type FROM events ORDER BY status, business_unit, type LIMIT 1)
    UNION ALL
    SELECT next.*
    FROM shelves last
    CROSS JOIN LATERAL (
      SELECT e.status, e.business_unit, e.type FROM events e
      WHERE (e.status, e.business_unit, e.type) > (last.status, last.business_unit, last.type)
      ORDER BY e.status, e.business_unit, e.type LIMIT 1
    ) next
  )`;

// A status in an array leaves the order by status standing, which no index but events_status_idx has: that by arrival would be read past
// everything else.
/** Whether `events e` stands on the shelf `shelf`. */
export const ON_SHELF: Sql = sql`
  e.status = ANY (ARRAY[shelf.status]) AND e.business_unit = shelf.business_unit AND e.type = shelf.type`;
