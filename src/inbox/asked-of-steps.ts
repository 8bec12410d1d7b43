import { type Sql, sql } from '../database/client.ts';

// What later events ask of the steps of an event: read from these as long as they are there, and from `events.kept` once retention took them.

/** Whether the steps of an event have changed anything in the CRM. `event`: its id. */
export function wroteBySteps(event: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM steps s WHERE s.event_id = ${event} AND s.verb <> 'GET' AND s.status = 'done')`;
}

/** What the invoice of an order event was made with, as its steps tell: one row or none. `event`: its id. */
export function saleBySteps(event: Sql): Sql {
  return sql`
    SELECT invoice.request ->> 'billing_account_id' AS "accountId", invoice.request ->> 'currency_id' AS "currencyId",
           (SELECT currency.output ->> 'conversionRate' FROM steps currency
            WHERE currency.event_id = invoice.event_id AND currency.key = 'currency' AND currency.status = 'done')
             AS "conversionRate"
    FROM steps invoice
    WHERE invoice.event_id = ${event} AND (invoice.key = 'invoice' OR invoice.key LIKE 'invoice #%')
      AND invoice.status = 'done'
    ORDER BY invoice.finished_at DESC LIMIT 1`;
}

/** All of that for `events e`, as it is kept. */
export const ASKED_OF_STEPS: Sql = sql`jsonb_build_object('wrote', ${wroteBySteps(sql`e.id`)}) || COALESCE(
  (SELECT jsonb_strip_nulls(to_jsonb(sale)) FROM (${saleBySteps(sql`e.id`)}) sale), '{}')`;
