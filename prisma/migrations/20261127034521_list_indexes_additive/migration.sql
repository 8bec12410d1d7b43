-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- No index more on events than before, and none for the user of an event that names none; on links one more, and none for the address of
-- a link that has none. Only a release before this one misses what is dropped: beside this schema it sorts for its lists and for the ages of
-- its backlog, which takes longer and comes to the same.

-- DropIndex
DROP INDEX "events_seq_key";

-- DropIndex
DROP INDEX "events_status_idx";

-- DropIndex
DROP INDEX "events_user_idx";

-- DropIndex
DROP INDEX "links_email_idx";

-- CreateIndex
CREATE INDEX "events_user_idx" ON "events"("business_unit", "user_id", "received_at", "seq") WHERE (user_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "events_arrival_idx" ON "events"("received_at", "seq");

-- CreateIndex
CREATE INDEX "events_status_idx" ON "events"("status", "business_unit", "type", "received_at", "seq");

-- CreateIndex
CREATE INDEX "links_email_idx" ON "links"("crm", "module", "email") WHERE (email IS NOT NULL);

-- CreateIndex
CREATE INDEX "links_newest_idx" ON "links"("crm", "kind", "business_unit", "created_at" DESC, "local_id");
