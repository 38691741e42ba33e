-- A weight divides: with 0 the fair order has no number for its tenant's jobs, and every claim that meets one fails. The API
-- refuses it; now the database does, too. Plans have no API: of theirs also a history of no days is refused, as in overrides.
-- What is there already is kept where it says a number from 1 on, at most as the check allows; a weight of 0 or none becomes 1,
-- and a history of 0 days one. No history_days, or null, means that nothing is removed, and stays so.
UPDATE limit_overrides SET value = '1' WHERE key = 'platform_agents:priority_base' AND value::text !~ '^[1-9]';
CREATE FUNCTION pg_temp.at_least_1(given jsonb, most integer) RETURNS jsonb LANGUAGE sql AS $$
    -- A string that is a number was read as one; what is none fails here, as it would have at the next claim.
    SELECT to_jsonb(least(most, greatest(1, trunc(COALESCE((given #>> '{}')::numeric, 1))))::integer)
$$;
-- Not at all where nothing is wrong: every statement on plans makes all tenants be placed anew.
DO $$ BEGIN
    IF EXISTS (SELECT FROM plan_modules WHERE module_slug = 'platform_agents'
                  AND COALESCE(limits -> 'priority_base', 'null')::text !~ '^[1-9][0-9]{0,6}$') THEN
        UPDATE plan_modules
           SET limits = limits || jsonb_build_object('priority_base', pg_temp.at_least_1(limits -> 'priority_base', 9999999))
         WHERE module_slug = 'platform_agents'
           AND COALESCE(limits -> 'priority_base', 'null')::text !~ '^[1-9][0-9]{0,6}$';
    END IF;
    IF EXISTS (SELECT FROM plan_modules WHERE module_slug = 'platform_agents'
                  AND (limits -> 'history_days')::text !~ '^[1-9][0-9]{0,3}$') THEN
        UPDATE plan_modules
           SET limits = CASE WHEN limits -> 'history_days' = 'null' THEN limits - 'history_days'
                             ELSE limits || jsonb_build_object('history_days', pg_temp.at_least_1(limits -> 'history_days', 9999)) END
         WHERE module_slug = 'platform_agents' AND (limits -> 'history_days')::text !~ '^[1-9][0-9]{0,3}$';
    END IF;
END $$;

ALTER TABLE limit_overrides DROP CONSTRAINT limit_overrides_value_check;
ALTER TABLE limit_overrides ADD CONSTRAINT limit_overrides_value_check CHECK (
    CASE WHEN key = 'platform_agents:max_tier' THEN value IN ('"shared"', '"dedicated"', '"premium"')
         -- Never 0: an agent may send the tail of a log for some minutes after the end.
         WHEN key = 'platform_agents:history_days' THEN jsonb_typeof(value) = 'number' AND value::text ~ '^[1-9][0-9]{0,3}$'
         WHEN key = 'platform_agents:priority_base' THEN jsonb_typeof(value) = 'number' AND value::text ~ '^[1-9][0-9]{0,6}$'
         ELSE jsonb_typeof(value) = 'number' AND value::text ~ '^[0-9]{1,7}$' END);
-- A plan without history_days removes nothing.
ALTER TABLE plan_modules ADD CONSTRAINT plan_modules_positive_check CHECK (
    module_slug <> 'platform_agents'
    OR (COALESCE(limits -> 'priority_base', 'null')::text ~ '^[1-9][0-9]{0,6}$'
        AND COALESCE(limits -> 'history_days', '1')::text ~ '^[1-9][0-9]{0,3}$'));
