ALTER TABLE plan_modules DROP CONSTRAINT plan_modules_positive_check;
ALTER TABLE limit_overrides DROP CONSTRAINT limit_overrides_value_check;
ALTER TABLE limit_overrides ADD CONSTRAINT limit_overrides_value_check CHECK (
    CASE WHEN key = 'platform_agents:max_tier' THEN value IN ('"shared"', '"dedicated"', '"premium"')
         -- Never 0: an agent may send the tail of a log for some minutes after the end.
         WHEN key = 'platform_agents:history_days' THEN jsonb_typeof(value) = 'number' AND value::text ~ '^[1-9][0-9]{0,3}$'
         ELSE jsonb_typeof(value) = 'number' AND value::text ~ '^[0-9]{1,7}$' END);
