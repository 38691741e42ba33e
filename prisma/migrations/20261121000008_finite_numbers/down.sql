ALTER TABLE run_estimates DROP CONSTRAINT run_estimates_seconds_check;
ALTER TABLE run_estimates ADD CONSTRAINT run_estimates_seconds_check CHECK (seconds >= 0);
ALTER TABLE job_leases DROP CONSTRAINT job_leases_charged_pass_check, DROP CONSTRAINT job_leases_charged_seconds_check;
ALTER TABLE tenant_lanes DROP CONSTRAINT tenant_lanes_order_key_check;
ALTER TABLE tenant_shares DROP CONSTRAINT tenant_shares_pass_max_check, DROP CONSTRAINT tenant_shares_pass_check;
ALTER TABLE lane_clocks DROP CONSTRAINT lane_clocks_backlog_weight_check, DROP CONSTRAINT lane_clocks_shift_check,
    DROP CONSTRAINT lane_clocks_earned_time_check, DROP CONSTRAINT lane_clocks_virtual_time_check;
