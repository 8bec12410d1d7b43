-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "reading" SMALLINT NOT NULL DEFAULT 1;
