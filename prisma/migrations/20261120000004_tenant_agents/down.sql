DROP INDEX queue_items_own_idx;
ALTER TABLE job_leases DROP COLUMN is_platform_agent;
