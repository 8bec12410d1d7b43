-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- An event that is done at its first try writes none of these index entries, and no try: its row is 8 bytes longer. A step that is done writes one.

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "started_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "tries" (
    "event_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "attempt" INTEGER,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT NOT NULL,
    "waiting_for" TEXT,
    "error_class" "error_class",
    "error_code" TEXT,
    "error_step" TEXT,
    "error_message" TEXT,
    "actor" TEXT,
    "reason" TEXT,
    "replay_id" UUID,

    CONSTRAINT "tries_pkey" PRIMARY KEY ("event_id","id")
);

-- CreateIndex
CREATE INDEX "events_error_idx" ON "events"("error_class", "error_code", "received_at", "seq", "error_step", "type", "status", "business_unit") WHERE (error_code IS NOT NULL);

-- CreateIndex
CREATE INDEX "events_warned_idx" ON "events"("status", "received_at", "seq") WHERE (cardinality(warnings) > 0);

-- CreateIndex
CREATE INDEX "steps_record_idx" ON "steps"("crm_id") WHERE ((status = 'done'::step_status) AND (crm_id IS NOT NULL));

-- AddForeignKey
ALTER TABLE "tries" ADD CONSTRAINT "tries_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;
