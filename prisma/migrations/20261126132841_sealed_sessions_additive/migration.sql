-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- CreateTable
CREATE TABLE "crm_sealed_sessions" (
    "crm" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "obtained_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_sealed_sessions_pkey" PRIMARY KEY ("crm","account")
);
