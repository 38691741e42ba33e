-- When somebody last came into the lane by this clock, or a job of it went or ended. A lane that nothing has moved for long is
-- removed, with what its tenants owed in it.
ALTER TABLE lane_clocks ADD COLUMN moved_at timestamptz NOT NULL DEFAULT now();
-- A lane's removal takes its shares along. `lane_id` never changes, so that charges still touch no index.
CREATE INDEX tenant_shares_lane_idx ON tenant_shares (lane_id);
