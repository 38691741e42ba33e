-- What the fair order counts with is a number, always: one NaN among clocks or passes stops every claim of its lane. What
-- is none already is forgotten and counted anew. NaN is greater than infinity here, so one upper bound refuses both.
CREATE TEMPORARY TABLE numberless_places ON COMMIT DROP AS
SELECT tenant_id, lane_id FROM tenant_shares
 WHERE NOT (pass > '-Infinity' AND pass < 'Infinity' AND pass_max > '-Infinity' AND pass_max < 'Infinity')
 UNION
SELECT tenant_id, lane_id FROM tenant_lanes WHERE NOT (order_key > '-Infinity' AND order_key < 'Infinity');
DELETE FROM tenant_shares s USING numberless_places n WHERE s.tenant_id = n.tenant_id AND s.lane_id = n.lane_id;
UPDATE tenant_lanes t SET is_entered = false, order_key = 0
  FROM numberless_places n WHERE t.tenant_id = n.tenant_id AND t.lane_id = n.lane_id;
UPDATE lane_clocks c
   SET shift = 0, virtual_time = p.pass, earned_time = p.pass, backlog_weight = 0
  FROM (SELECT k.lane_id, k.tier_priority, greatest(0, COALESCE(min(s.pass), 0)) AS pass
          FROM lane_clocks k LEFT JOIN tenant_shares s ON s.lane_id = k.lane_id AND s.tier_priority = k.tier_priority
         GROUP BY k.lane_id, k.tier_priority) p
 WHERE p.lane_id = c.lane_id AND p.tier_priority = c.tier_priority
   AND NOT (c.virtual_time >= 0 AND c.virtual_time < 'Infinity' AND c.earned_time >= 0 AND c.earned_time < 'Infinity'
            AND c.shift > '-Infinity' AND c.shift < 'Infinity' AND c.backlog_weight >= 0 AND c.backlog_weight < 'Infinity');
UPDATE job_leases SET charged_seconds = 0, charged_pass = 0
 WHERE NOT (charged_seconds > '-Infinity' AND charged_seconds < 'Infinity'
            AND charged_pass > '-Infinity' AND charged_pass < 'Infinity');
UPDATE lease_settlements SET charged_seconds = 0, charged_pass = 0
 WHERE NOT (charged_seconds > '-Infinity' AND charged_seconds < 'Infinity'
            AND charged_pass > '-Infinity' AND charged_pass < 'Infinity');
DELETE FROM run_estimates WHERE NOT seconds < 'Infinity';

ALTER TABLE lane_clocks
    ADD CONSTRAINT lane_clocks_virtual_time_check CHECK (virtual_time >= 0 AND virtual_time < 'Infinity'),
    ADD CONSTRAINT lane_clocks_earned_time_check CHECK (earned_time >= 0 AND earned_time < 'Infinity'),
    ADD CONSTRAINT lane_clocks_shift_check CHECK (shift > '-Infinity' AND shift < 'Infinity'),
    ADD CONSTRAINT lane_clocks_backlog_weight_check CHECK (backlog_weight >= 0 AND backlog_weight < 'Infinity');
ALTER TABLE tenant_shares
    ADD CONSTRAINT tenant_shares_pass_check CHECK (pass > '-Infinity' AND pass < 'Infinity'),
    ADD CONSTRAINT tenant_shares_pass_max_check CHECK (pass_max > '-Infinity' AND pass_max < 'Infinity');
ALTER TABLE tenant_lanes
    ADD CONSTRAINT tenant_lanes_order_key_check CHECK (order_key > '-Infinity' AND order_key < 'Infinity');
ALTER TABLE job_leases
    ADD CONSTRAINT job_leases_charged_seconds_check CHECK (charged_seconds > '-Infinity' AND charged_seconds < 'Infinity'),
    ADD CONSTRAINT job_leases_charged_pass_check CHECK (charged_pass > '-Infinity' AND charged_pass < 'Infinity');
ALTER TABLE run_estimates DROP CONSTRAINT run_estimates_seconds_check;
ALTER TABLE run_estimates ADD CONSTRAINT run_estimates_seconds_check CHECK (seconds >= 0 AND seconds < 'Infinity');

-- Checks that have become impossible are not looked for any more.
DELETE FROM queue_check_results WHERE name IN ('clock_impossible', 'place_impossible', 'estimate_impossible');
