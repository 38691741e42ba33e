DROP INDEX tenant_shares_lane_idx;
ALTER TABLE lane_clocks DROP COLUMN moved_at;
