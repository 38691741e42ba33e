DROP INDEX archives_age_idx;
DROP INDEX jobs_archive_idx;
DROP INDEX jobs_ended_idx;
DROP TRIGGER plan_modules_history_due ON plan_modules;
DROP TRIGGER limit_overrides_history_due ON limit_overrides;
DROP TRIGGER subscriptions_history_due ON subscriptions;
DROP FUNCTION plan_modules_history_due();
DROP FUNCTION history_turns_due();
DROP TABLE history_turns;
DROP VIEW tenant_history_limits;
DELETE FROM limit_overrides WHERE key = 'platform_agents:history_days';
ALTER TABLE limit_overrides DROP CONSTRAINT limit_overrides_value_check;
ALTER TABLE limit_overrides ADD CONSTRAINT limit_overrides_value_check CHECK (
    CASE WHEN key = 'platform_agents:max_tier' THEN value IN ('"shared"', '"dedicated"', '"premium"')
         ELSE jsonb_typeof(value) = 'number' AND value::text ~ '^[0-9]{1,7}$' END);
ALTER TABLE limit_overrides DROP CONSTRAINT limit_overrides_key_check;
ALTER TABLE limit_overrides ADD CONSTRAINT limit_overrides_key_check CHECK (key IN (
    'platform_agents:max_tier', 'platform_agents:max_concurrent_jobs',
    'platform_agents:max_queued_jobs', 'platform_agents:priority_base'));
UPDATE plan_modules SET limits = limits - 'history_days' WHERE module_slug = 'platform_agents';
