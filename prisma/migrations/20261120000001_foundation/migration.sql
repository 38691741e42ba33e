-- Tenants, people, plans, credentials, the fleet's identities and the audit log.
-- Closed sets are text with a named CHECK: a new value is one small migration and reads well in psql.

CREATE TABLE tenants (
    id          uuid PRIMARY KEY,
    slug        text NOT NULL,
    name        text NOT NULL,
    is_system   boolean NOT NULL DEFAULT false,
    status      text NOT NULL DEFAULT 'active',
    last_job_number integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenants_slug_key UNIQUE (slug),
    CONSTRAINT tenants_slug_check CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$'),
    CONSTRAINT tenants_status_check CHECK (status IN ('active', 'suspended')),
    CONSTRAINT tenants_system_check CHECK (is_system = (id = '00000000-0000-0000-0000-000000000001'))
);

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text NOT NULL,
    name          text NOT NULL,
    password_hash text,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_email_check CHECK (email = lower(email) AND email LIKE '%_@_%')
);

-- A platform admin is a person apart from every tenant role.
CREATE TABLE platform_admins (
    user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE memberships (
    tenant_id  uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT memberships_role_check CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
    CONSTRAINT memberships_not_system_check CHECK (tenant_id <> '00000000-0000-0000-0000-000000000001')
);
CREATE INDEX memberships_user_id_idx ON memberships (user_id);

-- Accounts at GitHub or an OIDC provider that may sign in as a user.
CREATE TABLE user_identities (
    provider            text NOT NULL,
    provider_account_id text NOT NULL,
    user_id             uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, provider_account_id)
);
CREATE INDEX user_identities_user_id_idx ON user_identities (user_id);

-- One row a browser session. The session cookie names the row, so revoking the row ends the session at the next request.
CREATE TABLE user_sessions (
    id            uuid PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ip            text,
    user_agent    text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_seen_at  timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz NOT NULL,
    revoked_at    timestamptz,
    revoke_reason text,
    CONSTRAINT user_sessions_revoked_check CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL))
);
CREATE INDEX user_sessions_user_id_idx ON user_sessions (user_id, created_at);

-- First-admin set-up links and invitations: one use, hashed, expiring.
CREATE TABLE one_time_tokens (
    id         uuid PRIMARY KEY,
    purpose    text NOT NULL,
    token_hash text NOT NULL,
    tenant_id  uuid REFERENCES tenants (id) ON DELETE CASCADE,
    email      text,
    role       text,
    created_by uuid REFERENCES users (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    revoked_at timestamptz,
    CONSTRAINT one_time_tokens_hash_key UNIQUE (token_hash),
    CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('first_admin', 'invitation')),
    CONSTRAINT one_time_tokens_invitation_check CHECK (
        (purpose = 'invitation') = (tenant_id IS NOT NULL AND email IS NOT NULL AND role IS NOT NULL)),
    CONSTRAINT one_time_tokens_role_check CHECK (role IN ('owner', 'admin', 'member', 'viewer'))
);
CREATE INDEX one_time_tokens_tenant_id_idx ON one_time_tokens (tenant_id);

-- tenant_id NULL is an admin key. The secret part is stored only as a keyed hash.
CREATE TABLE api_keys (
    id           uuid PRIMARY KEY,
    tenant_id    uuid REFERENCES tenants (id) ON DELETE CASCADE,
    name         text NOT NULL,
    key_prefix   text NOT NULL,
    key_hash     text NOT NULL,
    scopes       text[] NOT NULL,
    created_by   uuid REFERENCES users (id) ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    CONSTRAINT api_keys_prefix_key UNIQUE (key_prefix),
    CONSTRAINT api_keys_scopes_check CHECK (cardinality(scopes) > 0),
    CONSTRAINT api_keys_not_system_check CHECK (tenant_id <> '00000000-0000-0000-0000-000000000001')
);
CREATE INDEX api_keys_tenant_id_idx ON api_keys (tenant_id, created_at);

CREATE TABLE platform_agent_tiers (
    slug                   text PRIMARY KEY,
    name                   text NOT NULL,
    description            text NOT NULL,
    priority               integer NOT NULL,
    max_queue_time_seconds integer NOT NULL,
    submits_per_minute     integer NOT NULL,
    CONSTRAINT platform_agent_tiers_priority_key UNIQUE (priority),
    CONSTRAINT platform_agent_tiers_queue_time_check CHECK (max_queue_time_seconds > 0),
    CONSTRAINT platform_agent_tiers_submits_check CHECK (submits_per_minute > 0)
);

CREATE TABLE plans (
    slug  text PRIMARY KEY,
    name  text NOT NULL,
    rank  integer NOT NULL,
    CONSTRAINT plans_rank_key UNIQUE (rank)
);

CREATE TABLE modules (
    slug        text PRIMARY KEY,
    name        text NOT NULL,
    description text NOT NULL
);

CREATE TABLE plan_modules (
    plan_slug   text NOT NULL REFERENCES plans (slug),
    module_slug text NOT NULL REFERENCES modules (slug),
    limits      jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (plan_slug, module_slug),
    CONSTRAINT plan_modules_limits_check CHECK (jsonb_typeof(limits) = 'object')
);

CREATE TABLE subscriptions (
    tenant_id  uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    plan_slug  text NOT NULL REFERENCES plans (slug),
    status     text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT subscriptions_status_check CHECK (status IN ('active', 'cancelled')),
    CONSTRAINT subscriptions_not_system_check CHECK (tenant_id <> '00000000-0000-0000-0000-000000000001')
);

-- The subscription's limits_override, one row a key: each has its own who, why and until when.
CREATE TABLE limit_overrides (
    tenant_id  uuid NOT NULL REFERENCES subscriptions (tenant_id) ON DELETE CASCADE,
    key        text NOT NULL,
    value      jsonb NOT NULL,
    reason     text NOT NULL,
    set_by     text NOT NULL,
    set_at     timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, key),
    CONSTRAINT limit_overrides_key_check CHECK (key IN (
        'platform_agents:max_tier', 'platform_agents:max_concurrent_jobs',
        'platform_agents:max_queued_jobs', 'platform_agents:priority_base')),
    CONSTRAINT limit_overrides_value_check CHECK (
        CASE WHEN key = 'platform_agents:max_tier' THEN value IN ('"shared"', '"dedicated"', '"premium"')
             ELSE jsonb_typeof(value) = 'number' AND value::text ~ '^[0-9]{1,7}$' END)
);

-- The one place where effective limits are computed. Read by submit, claim, stats and the consoles.
-- A tenant without an active subscription, without the module, or suspended has no row.
CREATE VIEW tenant_platform_limits AS
SELECT t.id AS tenant_id,
       s.plan_slug,
       tier.slug AS max_tier,
       tier.priority AS max_tier_priority,
       tier.submits_per_minute,
       COALESCE((SELECT (o.value #>> '{}')::integer FROM limit_overrides o WHERE o.tenant_id = t.id
                   AND o.key = 'platform_agents:max_concurrent_jobs' AND (o.expires_at IS NULL OR o.expires_at > now())),
                (pm.limits ->> 'max_concurrent_jobs')::integer) AS max_concurrent_jobs,
       COALESCE((SELECT (o.value #>> '{}')::integer FROM limit_overrides o WHERE o.tenant_id = t.id
                   AND o.key = 'platform_agents:max_queued_jobs' AND (o.expires_at IS NULL OR o.expires_at > now())),
                (pm.limits ->> 'max_queued_jobs')::integer) AS max_queued_jobs,
       COALESCE((SELECT (o.value #>> '{}')::integer FROM limit_overrides o WHERE o.tenant_id = t.id
                   AND o.key = 'platform_agents:priority_base' AND (o.expires_at IS NULL OR o.expires_at > now())),
                (pm.limits ->> 'priority_base')::integer) AS priority_base
  FROM tenants t
  JOIN subscriptions s ON s.tenant_id = t.id AND s.status = 'active'
  JOIN plan_modules pm ON pm.plan_slug = s.plan_slug AND pm.module_slug = 'platform_agents'
  JOIN platform_agent_tiers tier ON tier.slug = COALESCE(
       (SELECT o.value #>> '{}' FROM limit_overrides o WHERE o.tenant_id = t.id
           AND o.key = 'platform_agents:max_tier' AND (o.expires_at IS NULL OR o.expires_at > now())),
       pm.limits ->> 'max_tier')
 WHERE t.status = 'active';

-- kubeadm form: token_prefix is the public id, the secret part is stored only as a keyed hash.
CREATE TABLE bootstrap_tokens (
    id                    uuid PRIMARY KEY,
    tenant_id             uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    token_prefix          text NOT NULL,
    secret_hash           text NOT NULL,
    description           text NOT NULL DEFAULT '',
    tier                  text NOT NULL REFERENCES platform_agent_tiers (slug),
    expires_at            timestamptz NOT NULL,
    max_uses              integer NOT NULL,
    current_uses          integer NOT NULL DEFAULT 0,
    required_capabilities text[] NOT NULL DEFAULT '{}',
    required_tools        text[] NOT NULL DEFAULT '{}',
    required_region       text,
    allowed_cidrs         text[] NOT NULL DEFAULT '{}',
    created_by            text NOT NULL,
    created_at            timestamptz NOT NULL DEFAULT now(),
    revoked_at            timestamptz,
    revoked_by            text,
    CONSTRAINT bootstrap_tokens_prefix_key UNIQUE (token_prefix),
    CONSTRAINT bootstrap_tokens_uses_check CHECK (current_uses BETWEEN 0 AND max_uses AND max_uses BETWEEN 1 AND 100),
    CONSTRAINT bootstrap_tokens_revoked_check CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);

CREATE TABLE agents (
    id                  uuid PRIMARY KEY,
    tenant_id           uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    is_platform_agent   boolean NOT NULL,
    name                text NOT NULL,
    tier                text NOT NULL REFERENCES platform_agent_tiers (slug),
    status              text NOT NULL DEFAULT 'active',
    tools               jsonb NOT NULL DEFAULT '[]',
    tool_names          text[] NOT NULL DEFAULT '{}',
    capabilities        text[] NOT NULL DEFAULT '{}',
    region              text,
    labels              jsonb NOT NULL DEFAULT '{}',
    max_concurrent_jobs integer NOT NULL DEFAULT 1,
    version             text,
    hostname            text,
    api_key_prefix      text NOT NULL,
    api_key_hash        text NOT NULL,
    -- The key before the last rotation, honoured until the new one has been used or this instant has passed.
    previous_api_key_hash       text,
    previous_api_key_prefix     text,
    previous_api_key_expires_at timestamptz,
    drain_started_at    timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    deleted_at          timestamptz,
    CONSTRAINT agents_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT agents_api_key_prefix_key UNIQUE (api_key_prefix),
    CONSTRAINT agents_platform_check CHECK (is_platform_agent = (tenant_id = '00000000-0000-0000-0000-000000000001')),
    CONSTRAINT agents_status_check CHECK (status IN ('active', 'disabled', 'draining', 'drained')),
    CONSTRAINT agents_drain_check CHECK ((drain_started_at IS NOT NULL) = (status IN ('draining', 'drained'))),
    CONSTRAINT agents_capacity_check CHECK (max_concurrent_jobs BETWEEN 1 AND 1000),
    CONSTRAINT agents_tools_check CHECK (jsonb_typeof(tools) = 'array' AND jsonb_typeof(labels) = 'object'),
    CONSTRAINT agents_previous_key_check CHECK (
        (previous_api_key_hash IS NULL) = (previous_api_key_expires_at IS NULL)
        AND (previous_api_key_hash IS NULL) = (previous_api_key_prefix IS NULL))
);
CREATE UNIQUE INDEX agents_name_key ON agents (tenant_id, name) WHERE deleted_at IS NULL;
CREATE INDEX agents_previous_key_idx ON agents (previous_api_key_prefix) WHERE previous_api_key_prefix IS NOT NULL;
CREATE INDEX agents_live_idx ON agents (tier) WHERE deleted_at IS NULL;

-- Liveness and load, apart from agents so that a beat rewrites one narrow row and no index.
CREATE TABLE agent_heartbeats (
    agent_id         uuid PRIMARY KEY REFERENCES agents (id) ON DELETE CASCADE,
    last_seen_at     timestamptz,
    -- While this lies ahead the agent has a claim call open (or is about to reopen it): it may be preferred for a job.
    polling_until    timestamptz,
    reported_offline boolean NOT NULL DEFAULT true,
    cpu_percent      real NOT NULL DEFAULT 0,
    memory_percent   real NOT NULL DEFAULT 0,
    disk_read_mbps   real NOT NULL DEFAULT 0,
    disk_write_mbps  real NOT NULL DEFAULT 0,
    network_rx_mbps  real NOT NULL DEFAULT 0,
    network_tx_mbps  real NOT NULL DEFAULT 0,
    load_score       real NOT NULL DEFAULT 0
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE agent_registrations (
    id                 uuid PRIMARY KEY,
    bootstrap_token_id uuid NOT NULL REFERENCES bootstrap_tokens (id) ON DELETE CASCADE,
    agent_id           uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    -- Makes a registration repeatable after a lost answer: the same key and body get the same agent.
    idempotency_key    text,
    request_hash       text NOT NULL,
    ip                 text,
    created_at         timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX agent_registrations_replay_key ON agent_registrations (bootstrap_token_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX agent_registrations_token_idx ON agent_registrations (bootstrap_token_id);
CREATE INDEX agent_registrations_agent_id_idx ON agent_registrations (agent_id);

-- Who did what. Written in the transaction of the deed; never changed afterwards.
CREATE TABLE audit_log (
    id          uuid PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT now(),
    tenant_id   uuid,
    actor_type  text NOT NULL,
    actor_id    text,
    actor_name  text NOT NULL,
    action      text NOT NULL,
    target_type text NOT NULL,
    target_id   text,
    before      jsonb,
    after       jsonb,
    ip          text,
    request_id  text,
    CONSTRAINT audit_log_actor_type_check CHECK (actor_type IN ('user', 'api_key', 'agent', 'cron', 'system'))
);
CREATE INDEX audit_log_tenant_idx ON audit_log (tenant_id, id DESC);
CREATE INDEX audit_log_action_idx ON audit_log (action, id DESC);
CREATE INDEX audit_log_target_idx ON audit_log (target_type, target_id, id DESC);

CREATE FUNCTION audit_log_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_refuse_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse_change();

-- Token buckets: login by account and address, job submission by tenant.
CREATE TABLE rate_limits (
    bucket     text PRIMARY KEY,
    tokens     double precision NOT NULL,
    updated_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- What changed, in commit order, for the consoles' live stream and later for webhooks and sinks.
CREATE TABLE events (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- A reader that only takes rows whose transaction is older than every running one never skips a late commit.
    xact_id      xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    tenant_id    uuid NOT NULL,
    type         text NOT NULL,
    subject_type text NOT NULL,
    subject_id   uuid NOT NULL,
    data         jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX events_xact_idx ON events (xact_id, id);
CREATE INDEX events_subject_idx ON events (subject_id, id);
CREATE INDEX events_at_idx ON events (at);
