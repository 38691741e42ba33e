-- The tenant that owns every platform agent, the tiers, and the plan matrix.

INSERT INTO tenants (id, slug, name, is_system)
VALUES ('00000000-0000-0000-0000-000000000001', 'system', 'Platform', true);

INSERT INTO platform_agent_tiers (slug, name, description, priority, max_queue_time_seconds, submits_per_minute) VALUES
    ('shared',    'Shared',    'Shared agents with best-effort processing',                  0,   3600, 50),
    ('dedicated', 'Dedicated', 'Dedicated agents with faster processing and less queueing', 50,  1800, 200),
    ('premium',   'Premium',   'High-performance agents, preferred for every job',          100, 600,  500);

INSERT INTO plans (slug, name, rank) VALUES
    ('free', 'Free', 1), ('team', 'Team', 2), ('business', 'Business', 3), ('enterprise', 'Enterprise', 4);

INSERT INTO modules (slug, name, description)
VALUES ('platform_agents', 'Platform agents', 'Scans on the agents that the platform runs');

INSERT INTO plan_modules (plan_slug, module_slug, limits) VALUES
    ('free',       'platform_agents', '{"max_tier": "shared",    "max_concurrent_jobs": 1,  "max_queued_jobs": 5,   "priority_base": 25}'),
    ('team',       'platform_agents', '{"max_tier": "shared",    "max_concurrent_jobs": 3,  "max_queued_jobs": 20,  "priority_base": 50}'),
    ('business',   'platform_agents', '{"max_tier": "dedicated", "max_concurrent_jobs": 10, "max_queued_jobs": 50,  "priority_base": 75}'),
    ('enterprise', 'platform_agents', '{"max_tier": "premium",   "max_concurrent_jobs": 50, "max_queued_jobs": 200, "priority_base": 100}');
