-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "parent_id" UUID,
ADD COLUMN     "shop" TEXT,
ADD COLUMN     "topic" TEXT;

-- CreateTable
CREATE TABLE "shop_catch_ups" (
    "shop" TEXT NOT NULL,
    "up_to" TIMESTAMPTZ(3),
    "ran_at" TIMESTAMPTZ(3),
    "found" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "shop_catch_ups_pkey" PRIMARY KEY ("shop")
);

-- CreateIndex
CREATE INDEX "events_parent_idx" ON "events"("parent_id") WHERE (parent_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "events_shop_idx" ON "events"("shop", "received_at", "seq") WHERE (shop IS NOT NULL);
