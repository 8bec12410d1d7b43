import { type Sql, sql } from '../database/client.ts';

/** The ids of the events whose steps, or whose links, name a record of a CRM, as `event_id`; an event may stand there several times. */
export function eventsOfRecord(crmId: string): Sql {
  return sql`
    SELECT s.event_id FROM steps s WHERE s.crm_id = ${crmId} AND s.status = 'done'
    UNION ALL
    SELECT s.event_id FROM (${OPEN_MODULES}) open
    CROSS JOIN LATERAL (
      SELECT s.event_id FROM steps s WHERE s.module = open.module AND s.crm_id = ${crmId} AND s.status <> 'done' OFFSET 0
    ) s
    UNION ALL
    SELECT l.event_id FROM (${LINKED_MODULES}) linked
    CROSS JOIN LATERAL (
      SELECT l.event_id FROM links l
      WHERE l.crm = linked.crm AND l.module = linked.module AND l.crm_id = ${crmId} AND l.event_id IS NOT NULL OFFSET 0
    ) l`;
}

/** What the indexes begin with that hold the id of a record: each value is found by one look. */
const OPEN_MODULES = sql`
  WITH RECURSIVE modules (module) AS (
    (SELECT module FROM steps WHERE status <> 'done' ORDER BY module LIMIT 1)
    UNION ALL
    SELECT next.module FROM modules last
    CROSS JOIN LATERAL (
      SELECT module FROM steps WHERE status <> 'done' AND module > last.module ORDER BY module LIMIT 1
    ) next
  )
  SELECT module FROM modules`;
const LINKED_MODULES = sql`
  WITH RECURSIVE modules (crm, module) AS (
    (SELECT crm, module FROM links ORDER BY crm, module LIMIT 1)
    UNION ALL
    SELECT next.* FROM modules last
    CROSS JOIN LATERAL (
      SELECT crm, module FROM links WHERE (crm, module) > (last.crm, last.module) ORDER BY crm, module LIMIT 1
    ) next
  )
  SELECT crm, module FROM modules`;
