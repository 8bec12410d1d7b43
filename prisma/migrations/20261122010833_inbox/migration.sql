-- CreateEnum
CREATE TYPE "event_status" AS ENUM ('pending', 'running', 'waiting', 'retrying', 'done', 'dead', 'discarded');

-- CreateEnum
CREATE TYPE "error_class" AS ENUM ('transient', 'permanent', 'ambiguous', 'auth');

-- CreateEnum
CREATE TYPE "step_status" AS ENUM ('pending', 'done', 'failed');

-- CreateTable
CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "body_sha256" BYTEA NOT NULL,
    "content_sha256" BYTEA NOT NULL,
    "type" TEXT NOT NULL,
    "crm" TEXT NOT NULL,
    "business_unit" TEXT NOT NULL,
    "user_id" TEXT,
    "order_id" TEXT,
    "refund_id" TEXT,
    "keys" TEXT[],
    "status" "event_status" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "takeovers" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "waiting_for" TEXT,
    "error_class" "error_class",
    "error_code" TEXT,
    "error_step" TEXT,
    "error_message" TEXT,
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "lease_owner" TEXT,
    "lease_token" UUID,
    "lease_expires_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_keys" (
    "key" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "holds" BOOLEAN NOT NULL DEFAULT true,
    "running" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "event_keys_pkey" PRIMARY KEY ("key","event_id")
);

-- CreateTable
CREATE TABLE "steps" (
    "event_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "status" "step_status" NOT NULL DEFAULT 'pending',
    "verb" TEXT NOT NULL,
    "module" TEXT NOT NULL,
    "crm_id" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "outcome_unknown" BOOLEAN NOT NULL DEFAULT false,
    "request" JSONB,
    "response" JSONB,
    "output" JSONB,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "steps_pkey" PRIMARY KEY ("event_id","key")
);

-- CreateTable
CREATE TABLE "links" (
    "crm" TEXT NOT NULL,
    "module" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "business_unit" TEXT NOT NULL,
    "local_id" TEXT NOT NULL,
    "crm_id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "email" TEXT,
    "event_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "links_pkey" PRIMARY KEY ("crm","kind","business_unit","local_id")
);

-- CreateTable
CREATE TABLE "returned_lines" (
    "crm" TEXT NOT NULL,
    "business_unit" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "refund_id" TEXT NOT NULL,
    "line_crm_id" TEXT NOT NULL,
    "quantity" DECIMAL(26,6) NOT NULL,
    "before" DECIMAL(26,6) NOT NULL,

    CONSTRAINT "returned_lines_pkey" PRIMARY KEY ("crm","business_unit","refund_id","line_crm_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "events_seq_key" ON "events"("seq");

-- CreateIndex
CREATE UNIQUE INDEX "events_webhook_id_key" ON "events"("webhook_id");

-- CreateIndex
CREATE INDEX "events_claimable_idx" ON "events"("next_attempt_at", "seq") WHERE (status = ANY (ARRAY['pending'::event_status, 'retrying'::event_status, 'waiting'::event_status]));

-- CreateIndex
CREATE INDEX "events_leased_idx" ON "events"("lease_expires_at") WHERE (status = 'running');

-- CreateIndex
CREATE INDEX "events_order_idx" ON "events"("business_unit", "order_id");

-- CreateIndex
CREATE INDEX "events_user_idx" ON "events"("business_unit", "user_id");

-- CreateIndex
CREATE INDEX "events_refund_idx" ON "events"("business_unit", "refund_id") WHERE (refund_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "events_status_idx" ON "events"("status", "seq");

-- CreateIndex
CREATE INDEX "event_keys_holding_idx" ON "event_keys"("key", "seq") WHERE (holds);

-- CreateIndex
CREATE INDEX "event_keys_event_idx" ON "event_keys"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "event_keys_one_running_idx" ON "event_keys"("key") WHERE (running);

-- CreateIndex
CREATE INDEX "links_email_idx" ON "links"("crm", "module", "email");

-- CreateIndex
CREATE INDEX "links_crm_id_idx" ON "links"("crm", "module", "crm_id");

-- CreateIndex
CREATE INDEX "returned_lines_order_idx" ON "returned_lines"("crm", "business_unit", "order_id");

-- AddForeignKey
ALTER TABLE "event_keys" ADD CONSTRAINT "event_keys_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "steps" ADD CONSTRAINT "steps_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;
