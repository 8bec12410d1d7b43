-- AlterTable
ALTER TABLE "events" ADD COLUMN     "parked_behind" UUID;

-- CreateIndex
CREATE INDEX "events_claimable_by_crm_idx" ON "events"("crm", "next_attempt_at", "seq") WHERE ((status <> ALL (ARRAY['running'::event_status, 'done'::event_status, 'dead'::event_status, 'discarded'::event_status])) AND (parked_behind IS NULL));

-- CreateIndex
CREATE INDEX "events_parked_idx" ON "events"("parked_behind") WHERE (parked_behind IS NOT NULL);

-- Whoever lets go of a key, whatever release or tool it is, wakes those that were parked behind it. Each statement in a function sees
-- what was committed until it began, so a park that committed while this one waited for its lock is seen.
CREATE FUNCTION unpark_behind() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN
  UPDATE events SET parked_behind = NULL
  WHERE parked_behind = OLD.event_id AND (TG_OP = ''DELETE'' OR NOT NEW.holds OR seq < OLD.seq);
  RETURN NULL;
END';

CREATE TRIGGER event_keys_deleted AFTER DELETE ON "event_keys"
  FOR EACH ROW EXECUTE FUNCTION unpark_behind();

-- Who ends a run without leaving the line goes on holding back those that arrived later.
CREATE TRIGGER event_keys_let_go AFTER UPDATE ON "event_keys"
  FOR EACH ROW WHEN ((OLD.holds AND NOT NEW.holds) OR (OLD.running AND NOT NEW.running))
  EXECUTE FUNCTION unpark_behind();
