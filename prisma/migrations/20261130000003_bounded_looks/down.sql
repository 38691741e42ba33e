ALTER TABLE lane_clocks DROP COLUMN order_floor;
DROP INDEX job_leases_orders_idx;
DROP INDEX job_leases_agent_idx;
CREATE INDEX job_leases_agent_idx ON job_leases (agent_id);
ALTER TABLE job_leases DROP COLUMN lease_no;
