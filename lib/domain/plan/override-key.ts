/** The limits that a subscription may override, by the keys of `limits_override`. */
export const OVERRIDE_KEYS = [
  "platform_agents:max_tier",
  "platform_agents:max_concurrent_jobs",
  "platform_agents:max_queued_jobs",
  "platform_agents:priority_base",
  "platform_agents:history_days",
] as const;
export type OverrideKey = (typeof OVERRIDE_KEYS)[number];
