-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- CreateTable
CREATE TABLE "applied_updates" (
    "crm" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "business_unit" TEXT NOT NULL,
    "local_id" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "event_id" UUID,

    CONSTRAINT "applied_updates_pkey" PRIMARY KEY ("crm","kind","business_unit","local_id")
);
