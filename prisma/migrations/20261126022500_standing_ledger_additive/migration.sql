-- A write that got no answer is told from one that was answered with a failure.
ALTER TABLE "steps" ADD COLUMN "left_behind" BOOLEAN NOT NULL DEFAULT false;

-- What refunds take back stands on its own from now on. Until now a row counted only while its event said that the return may stand in
-- the CRM: rows of returns that were refused outright go, those whose event is gone already stay.
DELETE FROM "returned_lines" r
WHERE EXISTS (
    SELECT 1 FROM "events" e
    WHERE e."type" = 'order.refunded' AND e."business_unit" = r."business_unit" AND e."refund_id" = r."refund_id"
  )
  AND NOT EXISTS (
    SELECT 1 FROM "events" e JOIN "steps" s ON s."event_id" = e."id"
    WHERE e."type" = 'order.refunded' AND e."business_unit" = r."business_unit" AND e."refund_id" = r."refund_id"
      AND s."key" = 'return' AND (s."status" <> 'failed' OR s."outcome_unknown")
  );
