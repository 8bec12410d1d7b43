-- CreateEnum
CREATE TYPE "replay_status" AS ENUM ('running', 'finished', 'cancelled');

-- CreateEnum
CREATE TYPE "replay_item_status" AS ENUM ('pending', 'replayed', 'skipped');

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "request_id" TEXT,
ADD COLUMN     "traceparent" TEXT;

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "affected" INTEGER NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "replays" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "rate" DECIMAL(8,3) NOT NULL,
    "total" INTEGER NOT NULL,
    "status" "replay_status" NOT NULL DEFAULT 'running',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "replays_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "replay_items" (
    "replay_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "event_id" UUID NOT NULL,
    "status" "replay_item_status" NOT NULL DEFAULT 'pending',

    CONSTRAINT "replay_items_pkey" PRIMARY KEY ("replay_id","position")
);

-- CreateTable
CREATE TABLE "idempotent_answers" (
    "actor" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_sha256" BYTEA NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_answers_pkey" PRIMARY KEY ("actor","key")
);

-- CreateIndex
CREATE INDEX "audit_subject_idx" ON "audit"("subject");

-- CreateIndex
CREATE INDEX "replays_running_idx" ON "replays"("next_at") WHERE (status = 'running');

-- CreateIndex
CREATE INDEX "replay_items_event_id_idx" ON "replay_items"("event_id");

-- CreateIndex
CREATE INDEX "replay_items_next_idx" ON "replay_items"("replay_id", "position") WHERE (status = 'pending');

-- AddForeignKey
ALTER TABLE "replay_items" ADD CONSTRAINT "replay_items_replay_id_fkey" FOREIGN KEY ("replay_id") REFERENCES "replays"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "replay_items" ADD CONSTRAINT "replay_items_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The audit is append-only.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''the audit is append-only''; END';

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
