-- Jobs that agents died of, until an admin has said what is to become of them.
CREATE TABLE dead_letters (
    job_id          uuid PRIMARY KEY,
    tenant_id       uuid NOT NULL,
    lost_agents     integer NOT NULL,
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- NULL: nobody has looked at it yet.
    resolution      text,
    resolved_at     timestamptz,
    resolved_by     text,
    -- The job that repeats it. No foreign key: retention may remove it before the dead letter.
    requeued_job_id uuid,
    CONSTRAINT dead_letters_job_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT dead_letters_lost_agents_check CHECK (lost_agents > 0),
    CONSTRAINT dead_letters_resolution_check CHECK (resolution IN ('requeued', 'dismissed')),
    CONSTRAINT dead_letters_resolved_check CHECK (
        (resolution IS NULL) = (resolved_at IS NULL) AND (resolution IS NULL) = (resolved_by IS NULL)),
    CONSTRAINT dead_letters_requeued_check CHECK ((requeued_job_id IS NOT NULL) = (resolution IS NOT DISTINCT FROM 'requeued'))
);
CREATE INDEX dead_letters_open_idx ON dead_letters (job_id) WHERE resolution IS NULL;

-- What the last look for faults in the queue's tables found, a row a check; see lib/services/queue-repair.
CREATE TABLE queue_check_results (
    name       text PRIMARY KEY,
    faults     integer NOT NULL,
    checked_at timestamptz NOT NULL,
    CONSTRAINT queue_check_results_faults_check CHECK (faults >= 0)
);
