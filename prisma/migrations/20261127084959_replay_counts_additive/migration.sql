-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.

-- AlterTable
ALTER TABLE "replay_items" ADD COLUMN     "succeeded" BOOLEAN;

-- AlterTable
ALTER TABLE "replays" ADD COLUMN     "done" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "failed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "pace_before" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "pace_now" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "pace_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateIndex
CREATE INDEX "replays_newest_idx" ON "replays"("created_at", "id");

-- CreateIndex
CREATE INDEX "replays_status_idx" ON "replays"("status", "created_at", "id");

-- What replays of before have come to, by what became of their events.
UPDATE replay_items i SET succeeded = (e.status = 'done') FROM events e
WHERE e.id = i.event_id AND i.status <> 'pending' AND e.status IN ('done', 'dead', 'discarded');
UPDATE replays r SET done = c.done, failed = c.failed
FROM (
  SELECT replay_id, count(*) FILTER (WHERE succeeded) AS done, count(*) FILTER (WHERE NOT succeeded) AS failed
  FROM replay_items WHERE succeeded IS NOT NULL GROUP BY replay_id
) c
WHERE c.replay_id = r.id;

-- Counted where it happens, so that a list of replays counts nothing, and by whatever release settles an event. After half a minute the pace
-- begins anew; what was settled in the last one is kept beside it.
CREATE FUNCTION count_replayed(event uuid, has_succeeded boolean) RETURNS void LANGUAGE plpgsql AS
'DECLARE item record;
BEGIN
  FOR item IN
    SELECT replay_id, position FROM replay_items
    WHERE event_id = event AND status <> ''pending'' AND succeeded IS NULL ORDER BY replay_id
  LOOP
    UPDATE replay_items SET succeeded = has_succeeded
    WHERE replay_id = item.replay_id AND position = item.position AND succeeded IS NULL;
    CONTINUE WHEN NOT FOUND;
    UPDATE replays SET
      done = done + has_succeeded::int,
      failed = failed + (NOT has_succeeded)::int,
      pace_before = CASE WHEN pace_since > now() - interval ''30 seconds'' THEN pace_before
                         WHEN pace_since > now() - interval ''60 seconds'' THEN pace_now ELSE 0 END,
      pace_now = 1 + CASE WHEN pace_since > now() - interval ''30 seconds'' THEN pace_now ELSE 0 END,
      pace_since = CASE WHEN pace_since > now() - interval ''30 seconds'' THEN pace_since ELSE now() END
    WHERE id = item.replay_id;
  END LOOP;
END';

CREATE FUNCTION count_settled() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN
  PERFORM count_replayed(NEW.id, NEW.status = ''done'');
  RETURN NULL;
END';

CREATE TRIGGER events_settled AFTER UPDATE OF status ON "events"
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('done', 'dead', 'discarded'))
  EXECUTE FUNCTION count_settled();

-- One that had no need of a replay may be settled by then.
CREATE FUNCTION count_skipped() RETURNS trigger LANGUAGE plpgsql AS
'DECLARE state event_status;
BEGIN
  SELECT status INTO state FROM events WHERE id = NEW.event_id;
  IF state IN (''done'', ''dead'', ''discarded'') THEN PERFORM count_replayed(NEW.event_id, state = ''done''); END IF;
  RETURN NULL;
END';

CREATE TRIGGER replay_items_skipped AFTER UPDATE OF status ON "replay_items"
  FOR EACH ROW WHEN (NEW.status = 'skipped') EXECUTE FUNCTION count_skipped();
