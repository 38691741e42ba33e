DROP FUNCTION waited_by_cause(jsonb, uuid, integer, timestamptz, timestamptz, timestamptz);
DROP TABLE lane_waits;
ALTER TABLE tenant_lanes DROP COLUMN wait_cause;
