import type { Tenant } from "../world/tenant";

/** F1. */
export const SHARE_ERROR_MAX = 0.05;

/**
 * How far each tenant's part of the agent-seconds between two moments was from its part by weight, relative to the latter:
 * 0.05 is five percent more or less than it was entitled to.
 */
export function shareErrors(
  tenants: readonly Tenant[],
  before: ReadonlyMap<Tenant, number>,
  after: ReadonlyMap<Tenant, number>,
): number[] {
  const had = tenants.map((tenant) => (after.get(tenant) ?? 0) - (before.get(tenant) ?? 0));
  const all = had.reduce((sum, seconds) => sum + seconds, 0);
  const weights = tenants.reduce((sum, { terms }) => sum + terms.weight, 0);
  return tenants.map(({ terms }, i) => (had[i] ?? 0) / all / (terms.weight / weights) - 1);
}

export function worst(errors: readonly number[]): number {
  return Math.max(...errors.map(Math.abs));
}
