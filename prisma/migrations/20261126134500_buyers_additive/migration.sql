-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- Until now every order made its buyer a customer: these contacts stay customers.
INSERT INTO "links" ("crm", "module", "kind", "business_unit", "local_id", "crm_id", "origin")
SELECT DISTINCT "crm", "module", 'buyer', '', "crm_id", "crm_id", 'created' FROM "links" WHERE "kind" = 'contact'
ON CONFLICT DO NOTHING;
