-- CreateTable
CREATE TABLE "crm_sessions" (
    "crm" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "obtained_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_sessions_pkey" PRIMARY KEY ("crm","account")
);

-- CreateTable
CREATE TABLE "rate_slots" (
    "crm" TEXT NOT NULL,
    "enterprise" TEXT NOT NULL,
    "slot" INTEGER NOT NULL,
    "free_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_slots_pkey" PRIMARY KEY ("crm","enterprise","slot")
);

-- CreateIndex
CREATE INDEX "rate_slots_crm_enterprise_free_at_idx" ON "rate_slots"("crm", "enterprise", "free_at");

-- CreateIndex
CREATE INDEX "steps_open_idx" ON "steps"("module", "crm_id") WHERE (status <> 'done');
