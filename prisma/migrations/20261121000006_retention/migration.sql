-- How long a plan keeps what has ended: scans with logs, findings of the run and attempts, and archives that no kept scan names.
UPDATE plan_modules SET limits = limits || jsonb_build_object('history_days',
           CASE plan_slug WHEN 'free' THEN 30 WHEN 'team' THEN 90 WHEN 'business' THEN 365 ELSE 730 END)
 WHERE module_slug = 'platform_agents';

ALTER TABLE limit_overrides DROP CONSTRAINT limit_overrides_key_check;
ALTER TABLE limit_overrides ADD CONSTRAINT limit_overrides_key_check CHECK (key IN (
    'platform_agents:max_tier', 'platform_agents:max_concurrent_jobs', 'platform_agents:max_queued_jobs',
    'platform_agents:priority_base', 'platform_agents:history_days'));
ALTER TABLE limit_overrides DROP CONSTRAINT limit_overrides_value_check;
ALTER TABLE limit_overrides ADD CONSTRAINT limit_overrides_value_check CHECK (
    CASE WHEN key = 'platform_agents:max_tier' THEN value IN ('"shared"', '"dedicated"', '"premium"')
         -- Never 0: an agent may send the tail of a log for some minutes after the end.
         WHEN key = 'platform_agents:history_days' THEN jsonb_typeof(value) = 'number' AND value::text ~ '^[1-9][0-9]{0,3}$'
         ELSE jsonb_typeof(value) = 'number' AND value::text ~ '^[0-9]{1,7}$' END);

-- Apart from tenant_platform_limits, which has no row for a tenant that is suspended or has cancelled: its history is kept
-- as its plan says all the same, neither removed early nor kept for ever. No row: nothing is removed.
CREATE VIEW tenant_history_limits AS
SELECT s.tenant_id,
       COALESCE((SELECT (o.value #>> '{}')::integer FROM limit_overrides o WHERE o.tenant_id = s.tenant_id
                   AND o.key = 'platform_agents:history_days' AND (o.expires_at IS NULL OR o.expires_at > now())),
                (pm.limits ->> 'history_days')::integer) AS history_days
  FROM subscriptions s
  JOIN plan_modules pm ON pm.plan_slug = s.plan_slug AND pm.module_slug = 'platform_agents';

-- Whose old history is looked at next. Whoever was served goes to the end, so no tenant's holds up another's.
CREATE TABLE history_turns (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    due_at    timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 70);
CREATE INDEX history_turns_due_idx ON history_turns (due_at);
INSERT INTO history_turns (tenant_id) SELECT tenant_id FROM subscriptions;

-- A tenant has its turn from its first plan on, and at once after a change of what its plan keeps, whoever makes it. The
-- names come before those of the triggers that take the dispatcher's lock, so that nothing waits for a turn with that lock held.
CREATE FUNCTION history_turns_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed limit_overrides;
BEGIN
    IF TG_TABLE_NAME = 'subscriptions' THEN
        INSERT INTO history_turns (tenant_id) VALUES (NEW.tenant_id)
        ON CONFLICT (tenant_id) DO UPDATE SET due_at = excluded.due_at;
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
    IF changed.key = 'platform_agents:history_days' THEN
        UPDATE history_turns SET due_at = clock_timestamp() WHERE tenant_id = changed.tenant_id;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION plan_modules_history_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE history_turns SET due_at = clock_timestamp() WHERE due_at > clock_timestamp();
    RETURN NULL;
END $$;
CREATE TRIGGER subscriptions_history_due AFTER INSERT OR UPDATE OF plan_slug ON subscriptions
    FOR EACH ROW EXECUTE FUNCTION history_turns_due();
CREATE TRIGGER limit_overrides_history_due AFTER INSERT OR UPDATE OR DELETE ON limit_overrides
    FOR EACH ROW EXECUTE FUNCTION history_turns_due();
CREATE TRIGGER plan_modules_history_due AFTER INSERT OR UPDATE OR DELETE ON plan_modules
    FOR EACH STATEMENT EXECUTE FUNCTION plan_modules_history_due();

-- Old first, each batch at the cost of its own rows. Only a job's end writes here.
CREATE INDEX jobs_ended_idx ON jobs (tenant_id, finished_at, id) WHERE finished_at IS NOT NULL;
-- Whether a kept job names an archive.
CREATE INDEX jobs_archive_idx ON jobs (tenant_id, target) WHERE tool = 'secrets';
CREATE INDEX archives_age_idx ON archives (tenant_id, created_at);
