DELETE FROM plan_modules;
DELETE FROM modules;
DELETE FROM plans;
DELETE FROM platform_agent_tiers;
DELETE FROM tenants WHERE is_system;
