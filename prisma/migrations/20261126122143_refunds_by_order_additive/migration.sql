-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- A refund is known by its order and its own id. No statement of an older release names the key that becomes longer here.

-- DropIndex
DROP INDEX "returned_lines_order_idx";

-- AlterTable
ALTER TABLE "returned_lines" DROP CONSTRAINT "returned_lines_pkey",
ADD CONSTRAINT "returned_lines_pkey" PRIMARY KEY ("crm", "business_unit", "order_id", "refund_id", "line_crm_id");
