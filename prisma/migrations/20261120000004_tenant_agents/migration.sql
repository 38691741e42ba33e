-- Tenants' own agents take jobs, too. A plan limits what runs on the platform's agents only, so a lease knows whose
-- agent holds it. Every lease until now is on a platform agent.
ALTER TABLE job_leases ADD COLUMN is_platform_agent boolean NOT NULL DEFAULT true;

-- The waiting jobs that a tenant's own agents may take, in the tenant's order.
CREATE INDEX queue_items_own_idx ON queue_items (tenant_id, priority DESC, queued_at, job_id)
    WHERE selection_mode <> 'platform_only';
