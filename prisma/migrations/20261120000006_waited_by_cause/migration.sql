-- Why tenants have waited in a lane, as maintenance samples it: a row whenever the cause changes. What a job has waited is
-- split by it when its waiting ends.
ALTER TABLE tenant_lanes ADD COLUMN wait_cause text;
CREATE TABLE lane_waits (
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    lane_id   integer NOT NULL,
    since     timestamptz NOT NULL,
    cause     text NOT NULL,
    PRIMARY KEY (tenant_id, lane_id, since),
    CONSTRAINT lane_waits_cause_check CHECK (cause IN
        ('tenant_concurrency', 'tier_saturated', 'no_matching_agent', 'agents_offline', 'paused', 'next'))
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX lane_waits_since_idx ON lane_waits USING brin (since);

-- `waited` with the wait from `began` to `ended` added, in milliseconds by cause. Before `ready` it was the pause after a
-- lost attempt. Shorter than the time between two samples it was being picked up; what lies before the first sample
-- counts as what was found then.
CREATE FUNCTION waited_by_cause(waited jsonb, tenant uuid, lane integer, began timestamptz, ready timestamptz, ended timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    added jsonb;
BEGIN
    -- Nearly every claim while agents are free, and without a look at any table.
    IF waited = '{}' AND ready <= began AND ended - began < interval '2 seconds' THEN
        RETURN jsonb_build_object('next', greatest(0, round(extract(epoch FROM ended - began) * 1000)::bigint));
    END IF;
    WITH wait AS (
        SELECT least(greatest(began, ready), ended) AS starts
    ), spell AS (
        SELECT w.cause, w.since, row_number() OVER (ORDER BY w.since) AS n, lead(w.since, 1, ended) OVER (ORDER BY w.since) AS until
          FROM wait, lane_waits w
         WHERE ended - wait.starts >= interval '2 seconds' AND w.tenant_id = tenant AND w.lane_id = lane AND w.since < ended
           AND w.since >= COALESCE((SELECT max(e.since) FROM lane_waits e
                                     WHERE e.tenant_id = tenant AND e.lane_id = lane AND e.since <= wait.starts), '-infinity')
    ), part AS (
        SELECT key AS cause, value::float8 AS ms FROM jsonb_each_text(waited)
        UNION ALL
        SELECT 'backoff', extract(epoch FROM starts - began) * 1000 FROM wait
        UNION ALL
        SELECT cause, extract(epoch FROM until - CASE n WHEN 1 THEN starts ELSE since END) * 1000 FROM spell, wait
        UNION ALL
        SELECT 'next', extract(epoch FROM ended - starts) * 1000 FROM wait WHERE NOT EXISTS (SELECT FROM spell)
    )
    SELECT COALESCE(jsonb_object_agg(p.cause, p.ms), '{}') INTO added
      FROM (SELECT part.cause, round(sum(part.ms))::bigint AS ms FROM part GROUP BY part.cause HAVING round(sum(part.ms)) > 0) p;
    RETURN added;
END $$;
