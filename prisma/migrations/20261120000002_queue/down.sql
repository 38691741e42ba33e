DROP TABLE job_findings, findings, log_chunks, log_streams, idempotency_keys, claim_requests, attempts,
    job_leases, tenant_queues, queue_items, jobs, archives;
