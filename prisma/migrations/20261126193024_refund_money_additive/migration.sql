-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- AlterTable
ALTER TABLE "returned_lines" ADD COLUMN     "list" DECIMAL(26,6),
ADD COLUMN     "list_before" DECIMAL(26,6),
ADD COLUMN     "net" DECIMAL(26,6),
ADD COLUMN     "net_before" DECIMAL(26,6),
ADD COLUMN     "tax" DECIMAL(26,6),
ADD COLUMN     "tax_before" DECIMAL(26,6);
