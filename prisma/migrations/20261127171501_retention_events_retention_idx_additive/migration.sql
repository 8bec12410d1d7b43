-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- An event that is done writes one index entry more, at the right end of its index; nothing is written when it is taken in.

-- CreateIndex
CREATE INDEX CONCURRENTLY "events_retention_idx" ON "events"("finished_at", "seq") WHERE ((status = ANY (ARRAY['done'::event_status, 'discarded'::event_status])) AND (payload_removed_at IS NULL));
