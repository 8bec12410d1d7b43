-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- A release before this one shows what is left of a payload that retention took as it shows an erased one.

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "kept" JSONB,
ADD COLUMN     "payload_removed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "retention_sweeps" (
    "id" SMALLINT NOT NULL,
    "days" DOUBLE PRECISION NOT NULL,
    "older_than" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_to" TIMESTAMPTZ(3),
    "events" INTEGER NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "by_type" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "retention_sweeps_pkey" PRIMARY KEY ("id")
);
