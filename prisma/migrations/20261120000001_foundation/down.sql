DROP TABLE events, rate_limits, audit_log, agent_registrations, agent_heartbeats, agents, bootstrap_tokens CASCADE;
DROP FUNCTION audit_log_refuse_change();
DROP VIEW tenant_platform_limits;
DROP TABLE limit_overrides, subscriptions, plan_modules, modules, plans, platform_agent_tiers, api_keys,
    one_time_tokens, user_sessions, user_identities, memberships, platform_admins, users, tenants;
