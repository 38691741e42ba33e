import type pg from "pg";
import { newId } from "@/lib/db/new-id";
import { TENANT_KEY_SCOPES } from "@/lib/domain/access/permissions";
import type { PlanSlug } from "@/lib/domain/plan/plan-slug";
import { newKey } from "@/lib/secrets/new-secret";

export interface SeededTenant {
  id: string;
  key: string;
}

/** No tenant meets its quotas before the measurement ends; that they are checked is what costs. */
const ROOM = 1_000_000;

/**
 * Tenants, on the Enterprise plan unless told otherwise, with one API key each and limits overridden upwards. The rate limit
 * is the plan's own.
 */
export async function seedTenants(
  db: pg.Pool,
  count: number,
  plan: PlanSlug = "enterprise",
): Promise<SeededTenant[]> {
  const tenants = Array.from({ length: count }, () => ({ id: newId(), keyId: newId(), ...newKey("tenant") }));
  await db.query(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, "keyId" uuid, prefix text, hash text)
     ), made AS (
       INSERT INTO tenants (id, slug, name) SELECT id, 'bench-' || id, 'Bench ' || id FROM given
     ), subscribed AS (
       INSERT INTO subscriptions (tenant_id, plan_slug) SELECT id, $4 FROM given
     ), overridden AS (
       INSERT INTO limit_overrides (tenant_id, key, value, reason, set_by)
       SELECT id, key, to_jsonb($2::int), 'bench', 'bench'
         FROM given, unnest(ARRAY['platform_agents:max_concurrent_jobs', 'platform_agents:max_queued_jobs']) AS key
     ), queued AS (
       INSERT INTO tenant_queues (tenant_id) SELECT id FROM given
     )
     INSERT INTO api_keys (id, tenant_id, name, key_prefix, key_hash, scopes)
     SELECT "keyId", id, 'bench', prefix, hash, $3 FROM given`,
    [
      JSON.stringify(tenants.map(({ id, keyId, prefix, hash }) => ({ id, keyId, prefix, hash }))),
      ROOM,
      TENANT_KEY_SCOPES,
      plan,
    ],
  );
  await db.query("ANALYZE");
  return tenants.map(({ id, key }) => ({ id, key }));
}
