-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- CreateTable
CREATE TABLE "crm_pauses" (
    "crm" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_pauses_pkey" PRIMARY KEY ("crm")
);

-- CreateTable
CREATE TABLE "held_alerts" (
    "type" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),
    "held" INTEGER NOT NULL DEFAULT 0,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "held_alerts_pkey" PRIMARY KEY ("type")
);

-- CreateTable
CREATE TABLE "alert_marks" (
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_marks_pkey" PRIMARY KEY ("kind","subject")
);

-- CreateIndex
CREATE INDEX "alert_marks_kind_at_idx" ON "alert_marks"("kind", "at");
