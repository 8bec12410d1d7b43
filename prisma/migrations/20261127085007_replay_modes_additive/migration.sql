-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- CreateEnum
CREATE TYPE "replay_mode" AS ENUM ('resume', 'repair', 'again');

-- CreateEnum
CREATE TYPE "step_doubt" AS ENUM ('stale', 'superseded');

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "done_at" TIMESTAMPTZ(3),
ADD COLUMN     "mode" "replay_mode" NOT NULL DEFAULT 'resume',
ADD COLUMN     "notes" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "replays" ADD COLUMN     "mode" "replay_mode" NOT NULL DEFAULT 'resume';

-- AlterTable
ALTER TABLE "steps" ADD COLUMN     "doubt" "step_doubt",
ADD COLUMN     "warnings" JSONB;

-- CreateTable
CREATE TABLE "amended_payloads" (
    "event_id" UUID NOT NULL,
    "body" BYTEA NOT NULL,
    "content_sha256" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "amended_payloads_pkey" PRIMARY KEY ("event_id")
);

-- AddForeignKey
ALTER TABLE "amended_payloads" ADD CONSTRAINT "amended_payloads_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;
