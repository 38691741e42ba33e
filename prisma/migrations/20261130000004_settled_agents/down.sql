CREATE OR REPLACE FUNCTION job_leases_settle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lease_settlements (tenant_id, lane_id, tool, profile, run_seconds, charged_seconds, charged_pass, is_whole_run)
    SELECT l.tenant_id, l.lane_id, COALESCE(j.tool, ''), j.profile,
           -- An agent that was lost is paid for until it was last heard, a lease's length before the lease passed: what its
           -- silence took is not the tenant's.
           extract(epoch FROM greatest(l.assigned_at, CASE WHEN l.lease_expires_at < clock_timestamp()
                                         THEN l.lease_expires_at - interval '30 seconds' ELSE clock_timestamp() END)
                              - l.assigned_at),
           l.charged_seconds, l.charged_pass,
           j.id IS NOT NULL AND j.status <> 'queued' AND l.started_at IS NOT NULL AND l.cancel_requested_at IS NULL
             AND l.lease_expires_at > clock_timestamp()
      -- Deleted together with its job, maybe, or with its whole tenant.
      FROM ended l LEFT JOIN jobs j ON j.id = l.job_id;
    RETURN NULL;
END $$;

ALTER TABLE lease_settlements DROP COLUMN agent_id;
