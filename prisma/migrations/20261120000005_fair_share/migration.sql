-- Weighted fair share in agent-seconds. Who goes next is an index lookup: lane -> tenants in fair order -> the tenant's
-- first job. All of it is written by the dispatcher alone, under its lock; submits only make rows appear.

-- A lane holds the jobs that the same agents may run. There are few: one a tool, wish, ceiling and selection mode in use.
CREATE TABLE queue_lanes (
    id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tool           text NOT NULL,
    capabilities   text[] NOT NULL,
    tier_ceiling   integer NOT NULL,
    selection_mode text NOT NULL,
    CONSTRAINT queue_lanes_key UNIQUE (tool, capabilities, tier_ceiling, selection_mode)
);

-- Where the service of a lane stands, for the tenants in it that may use the same tiers; see lib/domain/queue/fair-share.ts.
CREATE TABLE lane_clocks (
    lane_id        integer NOT NULL REFERENCES queue_lanes (id) ON DELETE CASCADE,
    tier_priority  integer NOT NULL,
    virtual_time   double precision NOT NULL DEFAULT 0,
    -- What its times and passes are shifted by when they are compared with those of others.
    shift          double precision NOT NULL DEFAULT 0,
    -- Sum of the weights of the tenants that wait; maintenance counts it anew.
    backlog_weight double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (lane_id, tier_priority)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

-- Where a tenant stands in a lane: agent-seconds charged to it, normalised by its weight. Lower goes first. Outlives the
-- waiting, so that going idle for a moment wipes nothing out; maintenance removes what the lane has passed.
CREATE TABLE tenant_shares (
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    lane_id   integer NOT NULL REFERENCES queue_lanes (id) ON DELETE CASCADE,
    -- Whose clock the pass goes by.
    tier_priority integer NOT NULL,
    pass      double precision NOT NULL,
    -- How far work in other lanes can raise it.
    pass_max  double precision NOT NULL,
    PRIMARY KEY (tenant_id, lane_id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

-- One row a tenant and lane with waiting jobs. queue_items refers to it, so no job can wait outside the fair order.
CREATE TABLE tenant_lanes (
    tenant_id     uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    lane_id       integer NOT NULL REFERENCES queue_lanes (id),
    -- False until the dispatcher has placed the tenant in the lane, and again after a change of its plan.
    is_entered    boolean NOT NULL DEFAULT false,
    -- The tenant runs as many jobs as it may; it is looked at again when one ends.
    is_at_limit   boolean NOT NULL DEFAULT false,
    -- The highest tier that may run these jobs now: the lower of the lane's ceiling and the tenant's present maximum. -1: none.
    tier_priority integer NOT NULL DEFAULT -1,
    -- The tenant's limits as of its placing, so that a claim need not work them out; void from limits_until on.
    weight         integer NOT NULL DEFAULT 0,
    max_concurrent integer NOT NULL DEFAULT 0,
    limits_until   timestamptz NOT NULL DEFAULT 'infinity',
    order_key     double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, lane_id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX tenant_lanes_order_idx ON tenant_lanes (lane_id, tier_priority, order_key, tenant_id)
    WHERE is_entered AND NOT is_at_limit;
CREATE INDEX tenant_lanes_new_idx ON tenant_lanes (tenant_id) WHERE NOT is_entered;
CREATE INDEX tenant_lanes_until_idx ON tenant_lanes (limits_until) WHERE limits_until < 'infinity';
CREATE INDEX tenant_lanes_limit_idx ON tenant_lanes (tenant_id) WHERE is_at_limit;

ALTER TABLE queue_items ADD COLUMN lane_id integer;
-- With the tool it tells how long a run takes.
ALTER TABLE queue_items ADD COLUMN profile text;

-- Makes the lane and the tenant's place in it exist. FOR KEY SHARE keeps the place from being removed before commit.
CREATE FUNCTION queue_items_enter_lane() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    LOOP
        SELECT id INTO NEW.lane_id FROM queue_lanes
         WHERE tool = NEW.tool AND capabilities = NEW.capabilities AND tier_ceiling = NEW.tier_ceiling
           AND selection_mode = NEW.selection_mode FOR KEY SHARE;
        EXIT WHEN FOUND;
        INSERT INTO queue_lanes (tool, capabilities, tier_ceiling, selection_mode)
        VALUES (NEW.tool, NEW.capabilities, NEW.tier_ceiling, NEW.selection_mode) ON CONFLICT DO NOTHING;
    END LOOP;
    LOOP
        PERFORM FROM tenant_lanes WHERE tenant_id = NEW.tenant_id AND lane_id = NEW.lane_id FOR KEY SHARE;
        EXIT WHEN FOUND;
        INSERT INTO tenant_lanes (tenant_id, lane_id) VALUES (NEW.tenant_id, NEW.lane_id) ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER queue_items_enter_lane BEFORE INSERT ON queue_items
    FOR EACH ROW EXECUTE FUNCTION queue_items_enter_lane();

-- Jobs that wait already.
INSERT INTO queue_lanes (tool, capabilities, tier_ceiling, selection_mode)
SELECT DISTINCT tool, capabilities, tier_ceiling, selection_mode FROM queue_items;
INSERT INTO tenant_lanes (tenant_id, lane_id)
SELECT DISTINCT q.tenant_id, l.id FROM queue_items q JOIN queue_lanes l USING (tool, capabilities, tier_ceiling, selection_mode);
UPDATE queue_items q SET lane_id = l.id, profile = j.profile FROM queue_lanes l, jobs j
 WHERE j.id = q.job_id AND l.tool = q.tool AND l.capabilities = q.capabilities AND l.tier_ceiling = q.tier_ceiling
   AND l.selection_mode = q.selection_mode;

ALTER TABLE queue_items ALTER COLUMN lane_id SET NOT NULL;
ALTER TABLE queue_items ADD CONSTRAINT queue_items_lane_fkey
    FOREIGN KEY (tenant_id, lane_id) REFERENCES tenant_lanes (tenant_id, lane_id);
CREATE INDEX queue_items_lane_idx ON queue_items (tenant_id, lane_id, priority DESC, queued_at, job_id);

-- What a lease was charged when it was given, and since for running over; trued up when it ends.
ALTER TABLE job_leases ADD COLUMN lane_id integer;
ALTER TABLE job_leases ADD COLUMN charged_seconds double precision NOT NULL DEFAULT 0;
ALTER TABLE job_leases ADD COLUMN charged_pass double precision NOT NULL DEFAULT 0;

-- Leases that ended and whose true cost the dispatcher has not taken into account yet.
CREATE TABLE lease_settlements (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id       uuid NOT NULL,
    lane_id         integer,
    tool            text NOT NULL,
    profile         text,
    run_seconds     double precision NOT NULL,
    charged_seconds double precision NOT NULL,
    charged_pass    double precision NOT NULL,
    -- False for a run that was cut off: its length says nothing of the next one's.
    is_whole_run    boolean NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

-- How long runs of a tool take, per tenant and profile; the system tenant's rows are those of everybody.
CREATE TABLE run_estimates (
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    tool      text NOT NULL,
    profile   text NOT NULL DEFAULT '',
    seconds   double precision NOT NULL,
    PRIMARY KEY (tenant_id, tool, profile),
    CONSTRAINT run_estimates_seconds_check CHECK (seconds >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

-- Every lease that ends, however it ends, leaves its settlement: no statement can forget it.
CREATE FUNCTION job_leases_settle() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER job_leases_settle AFTER DELETE ON job_leases REFERENCING OLD TABLE AS ended
    FOR EACH STATEMENT EXECUTE FUNCTION job_leases_settle();

-- A change of a tenant's plan, override or status counts at the next claim, for waiting jobs too, whoever makes it.
CREATE FUNCTION tenant_lanes_reenter() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed uuid;
BEGIN
    IF TG_TABLE_NAME = 'tenants' THEN changed := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN changed := OLD.tenant_id;
    ELSE changed := NEW.tenant_id;
    END IF;
    -- The dispatcher's lock (lib/db/queue/lock-dispatch.ts): a round lies wholly before this change or wholly after it, so
    -- none places a tenant by limits that are just being replaced.
    PERFORM pg_advisory_xact_lock(1836413697);
    UPDATE tenant_lanes SET is_entered = false WHERE tenant_id = changed AND is_entered;
    RETURN NULL;
END $$;
CREATE FUNCTION plan_modules_reenter_lanes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1836413697);
    UPDATE tenant_lanes SET is_entered = false WHERE is_entered;
    RETURN NULL;
END $$;
CREATE TRIGGER plan_modules_reenter_lanes AFTER INSERT OR UPDATE OR DELETE ON plan_modules
    FOR EACH STATEMENT EXECUTE FUNCTION plan_modules_reenter_lanes();
CREATE TRIGGER tenants_reenter_lanes AFTER UPDATE OF status ON tenants
    FOR EACH ROW EXECUTE FUNCTION tenant_lanes_reenter();
CREATE TRIGGER subscriptions_reenter_lanes AFTER INSERT OR UPDATE OR DELETE ON subscriptions
    FOR EACH ROW EXECUTE FUNCTION tenant_lanes_reenter();
CREATE TRIGGER limit_overrides_reenter_lanes AFTER INSERT OR UPDATE OR DELETE ON limit_overrides
    FOR EACH ROW EXECUTE FUNCTION tenant_lanes_reenter();

-- Read by retention only, and in order of time: no need for an index that costs every insert.
DROP INDEX events_at_idx;
CREATE INDEX events_at_idx ON events USING brin (at);
DROP INDEX claim_requests_created_at_idx;
CREATE INDEX claim_requests_created_at_idx ON claim_requests USING brin (created_at);
DROP INDEX idempotency_keys_created_at_idx;
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys USING brin (created_at);
