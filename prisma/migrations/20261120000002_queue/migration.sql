-- Jobs and everything that hangs on them. A job is one wide, rarely changed row; what the queue touches often
-- lies in two narrow tables: queue_items (waiting) and job_leases (live). A row leaves them when the job moves on.

CREATE TABLE archives (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    file_name   text NOT NULL,
    size_bytes  bigint NOT NULL,
    sha256      text NOT NULL,
    content     bytea NOT NULL,
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT archives_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT archives_size_check CHECK (size_bytes = octet_length(content))
);

CREATE TABLE jobs (
    id                  uuid PRIMARY KEY,
    tenant_id           uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    number              integer NOT NULL,
    kind                text NOT NULL,
    tool                text NOT NULL,
    target              text NOT NULL,
    profile             text,
    options             jsonb NOT NULL DEFAULT '{}',
    capabilities        text[] NOT NULL DEFAULT '{}',
    region              text,
    priority            smallint NOT NULL DEFAULT 0,
    priority_base       integer NOT NULL,
    tier_requested      text REFERENCES platform_agent_tiers (slug),
    tier_max            text NOT NULL REFERENCES platform_agent_tiers (slug),
    tier_downgraded     boolean NOT NULL DEFAULT false,
    selection_mode      text NOT NULL,
    status              text NOT NULL DEFAULT 'queued',
    failure_reason      text,
    attempt             integer NOT NULL DEFAULT 1,
    max_attempts        integer NOT NULL,
    timeout_seconds     integer NOT NULL,
    queued_at           timestamptz NOT NULL DEFAULT now(),
    assigned_at         timestamptz,
    started_at          timestamptz,
    finished_at         timestamptz,
    agent_tenant_id     uuid,
    agent_id            uuid,
    progress            smallint,
    progress_message    text,
    exit_code           integer,
    error               text,
    findings_count      integer NOT NULL DEFAULT 0,
    log_bytes           bigint NOT NULL DEFAULT 0,
    log_complete        boolean NOT NULL DEFAULT false,
    cancel_requested_at timestamptz,
    -- The run this one repeats. No foreign key: the original may have been removed by retention.
    retry_of_job_id     uuid,
    submitted_by        text NOT NULL,
    -- Milliseconds waited, split by cause; kept after the job has started.
    waited              jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT jobs_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT jobs_tenant_id_number_key UNIQUE (tenant_id, number),
    CONSTRAINT jobs_agent_fkey FOREIGN KEY (agent_tenant_id, agent_id) REFERENCES agents (tenant_id, id),
    CONSTRAINT jobs_not_system_check CHECK (tenant_id <> '00000000-0000-0000-0000-000000000001'),
    CONSTRAINT jobs_kind_check CHECK (kind IN ('scan')),
    CONSTRAINT jobs_status_check CHECK (status IN
        ('queued', 'assigned', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out', 'expired')),
    CONSTRAINT jobs_selection_mode_check CHECK (selection_mode IN ('platform_only', 'tenant_only', 'tenant_first', 'any')),
    CONSTRAINT jobs_priority_check CHECK (priority BETWEEN -10 AND 10),
    CONSTRAINT jobs_attempt_check CHECK (attempt BETWEEN 1 AND max_attempts AND max_attempts BETWEEN 1 AND 10),
    CONSTRAINT jobs_timeout_check CHECK (timeout_seconds BETWEEN 1 AND 86400),
    CONSTRAINT jobs_progress_check CHECK (progress BETWEEN 0 AND 100),
    CONSTRAINT jobs_agent_pair_check CHECK ((agent_id IS NULL) = (agent_tenant_id IS NULL)),
    -- An agent belongs to the platform or to the job's own tenant, never to another tenant.
    CONSTRAINT jobs_agent_tenant_check CHECK (
        agent_tenant_id IS NULL OR agent_tenant_id = tenant_id OR agent_tenant_id = '00000000-0000-0000-0000-000000000001'),
    CONSTRAINT jobs_queued_check CHECK (status <> 'queued' OR
        (assigned_at IS NULL AND started_at IS NULL AND finished_at IS NULL AND agent_id IS NULL)),
    CONSTRAINT jobs_assigned_check CHECK (status <> 'assigned' OR
        (assigned_at IS NOT NULL AND started_at IS NULL AND agent_id IS NOT NULL)),
    CONSTRAINT jobs_running_check CHECK (status <> 'running' OR
        (assigned_at IS NOT NULL AND started_at IS NOT NULL AND agent_id IS NOT NULL)),
    CONSTRAINT jobs_finished_check CHECK (
        (status IN ('succeeded', 'failed', 'cancelled', 'timed_out', 'expired')) = (finished_at IS NOT NULL)),
    CONSTRAINT jobs_failure_reason_check CHECK (
        (status IN ('failed', 'timed_out', 'expired')) = (failure_reason IS NOT NULL))
);
CREATE INDEX jobs_tenant_status_idx ON jobs (tenant_id, status, id DESC);
CREATE INDEX jobs_agent_idx ON jobs (agent_id, id DESC) WHERE agent_id IS NOT NULL;

-- Waiting jobs, one narrow row each.
CREATE TABLE queue_items (
    job_id         uuid PRIMARY KEY,
    tenant_id      uuid NOT NULL,
    tool           text NOT NULL,
    capabilities   text[] NOT NULL,
    region         text,
    tier_ceiling   integer NOT NULL,
    selection_mode text NOT NULL,
    priority       smallint NOT NULL,
    queued_at      timestamptz NOT NULL,
    ready_at       timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    CONSTRAINT queue_items_job_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX queue_items_order_idx ON queue_items (tenant_id, priority DESC, queued_at, job_id);
CREATE INDEX queue_items_expires_idx ON queue_items (expires_at);

-- One row a tenant that has ever queued: the lock that makes quota and concurrency exact.
CREATE TABLE tenant_queues (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE
) WITH (fillfactor = 70);

-- Live leases. "Running" for every limit means: has a row here.
CREATE TABLE job_leases (
    job_id              uuid PRIMARY KEY,
    tenant_id           uuid NOT NULL,
    attempt             integer NOT NULL,
    agent_id            uuid NOT NULL REFERENCES agents (id),
    tier                text NOT NULL,
    assigned_at         timestamptz NOT NULL,
    started_at          timestamptz,
    lease_expires_at    timestamptz NOT NULL,
    -- The run's end by its own time limit; set when the agent reports running.
    deadline_at         timestamptz,
    cancel_requested_at timestamptz,
    cancel_delivered_at timestamptz,
    CONSTRAINT job_leases_job_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT job_leases_started_check CHECK ((started_at IS NULL) = (deadline_at IS NULL))
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX job_leases_tenant_idx ON job_leases (tenant_id);
CREATE INDEX job_leases_agent_idx ON job_leases (agent_id);

CREATE TABLE attempts (
    job_id      uuid NOT NULL,
    attempt     integer NOT NULL,
    tenant_id   uuid NOT NULL,
    agent_id    uuid NOT NULL REFERENCES agents (id),
    agent_name  text NOT NULL,
    tier        text NOT NULL,
    assigned_at timestamptz NOT NULL,
    started_at  timestamptz,
    finished_at timestamptz,
    outcome     text,
    exit_code   integer,
    reason      text,
    error       text,
    PRIMARY KEY (job_id, attempt),
    CONSTRAINT attempts_job_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT attempts_outcome_check CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'timed_out', 'lost')),
    CONSTRAINT attempts_finished_check CHECK ((outcome IS NULL) = (finished_at IS NULL))
);
CREATE INDEX attempts_agent_idx ON attempts (agent_id, assigned_at DESC);

-- A claim's answer, so that the same request_id gets the same jobs again.
CREATE TABLE claim_requests (
    agent_id   uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    request_id text NOT NULL,
    jobs       jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (agent_id, request_id)
);
CREATE INDEX claim_requests_created_at_idx ON claim_requests (created_at);

CREATE TABLE idempotency_keys (
    tenant_id    uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    key          text NOT NULL,
    request_hash text NOT NULL,
    response     jsonb NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

-- One row a stream: how far it is, and what its end was declared to be.
CREATE TABLE log_streams (
    job_id          uuid NOT NULL,
    attempt         integer NOT NULL,
    stream          text NOT NULL,
    tenant_id       uuid NOT NULL,
    next_offset     bigint NOT NULL DEFAULT 0,
    declared_bytes  bigint,
    declared_sha256 text,
    is_complete     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (job_id, attempt, stream),
    CONSTRAINT log_streams_attempt_fkey FOREIGN KEY (job_id, attempt) REFERENCES attempts (job_id, attempt) ON DELETE CASCADE,
    CONSTRAINT log_streams_stream_check CHECK (stream IN ('stdout', 'stderr', 'system')),
    CONSTRAINT log_streams_offset_check CHECK (next_offset >= 0)
) WITH (fillfactor = 70);

CREATE TABLE log_chunks (
    job_id       uuid NOT NULL,
    attempt      integer NOT NULL,
    stream       text NOT NULL,
    start_offset bigint NOT NULL,
    tenant_id    uuid NOT NULL,
    data         bytea NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (job_id, attempt, stream, start_offset),
    CONSTRAINT log_chunks_stream_fkey FOREIGN KEY (job_id, attempt, stream)
        REFERENCES log_streams (job_id, attempt, stream) ON DELETE CASCADE
);

-- A finding is one weakness at one place of one tenant's target; job_findings says which runs saw it.
CREATE TABLE findings (
    id              uuid PRIMARY KEY,
    tenant_id       uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    fingerprint     text NOT NULL,
    target          text NOT NULL,
    tool_family     text NOT NULL,
    rule_id         text NOT NULL,
    location        text NOT NULL,
    title           text NOT NULL,
    description     text NOT NULL,
    severity        text NOT NULL,
    confidence      text NOT NULL,
    cwe             text[] NOT NULL DEFAULT '{}',
    cve             text[] NOT NULL DEFAULT '{}',
    evidence        text NOT NULL DEFAULT '',
    remediation     text,
    reference_urls  text[] NOT NULL DEFAULT '{}',
    state           text NOT NULL DEFAULT 'new',
    -- Plain pointers: retention removes jobs while their findings stay.
    first_job_id    uuid NOT NULL,
    last_job_id     uuid NOT NULL,
    first_seen_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT findings_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT findings_fingerprint_key UNIQUE (tenant_id, fingerprint),
    CONSTRAINT findings_severity_check CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
    CONSTRAINT findings_confidence_check CHECK (confidence IN ('high', 'medium', 'low')),
    CONSTRAINT findings_state_check CHECK (state IN ('new', 'open', 'fixed', 'reopened', 'dismissed'))
);
CREATE INDEX findings_open_idx ON findings (tenant_id, severity) WHERE state IN ('new', 'open', 'reopened');

CREATE TABLE job_findings (
    job_id     uuid NOT NULL,
    finding_id uuid NOT NULL,
    tenant_id  uuid NOT NULL,
    attempt    integer NOT NULL,
    is_new     boolean NOT NULL,
    seen_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, finding_id),
    CONSTRAINT job_findings_job_fkey FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT job_findings_finding_fkey FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX job_findings_finding_idx ON job_findings (finding_id);
