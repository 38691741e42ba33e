import { randomBytes, randomUUID } from "node:crypto";
import type pg from "pg";
import { requireSecret } from "@/lib/config/env";
import { insertMembership } from "@/lib/db/members/insert-membership";
import { transaction } from "@/lib/db/transaction";
import { findUserByEmail } from "@/lib/db/users/find-user-by-email";
import { insertUser } from "@/lib/db/users/insert-user";
import { insertPlatformAdmin } from "@/lib/db/users/platform-admin";
import { ADMIN_PERMISSIONS, TENANT_KEY_SCOPES } from "@/lib/domain/access/permissions";
import { SYSTEM_ACTOR } from "@/lib/domain/access/principal";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";
import { randomText } from "@/lib/domain/token/secret-text";
import { log } from "@/lib/log";
import { hashPassword } from "@/lib/secrets/password-hash";
import { createApiKey } from "@/lib/services/api-keys/create-api-key";
import { asPlatform } from "@/lib/services/as-platform";
import { createBootstrapToken } from "@/lib/services/bootstrap-tokens/create-bootstrap-token";
import type { Context } from "@/lib/services/context";
import { createTenant } from "@/lib/services/tenants/create-tenant";
import { type DemoFile, readDemoFile, writeDemoFile } from "./demo-file";

const TENANTS = [
  { slug: "birch", name: "Birch Studio", plan: "free", roles: ["owner", "viewer"] },
  { slug: "cedar", name: "Cedar Labs", plan: "team", roles: ["owner", "member"] },
  { slug: "northwind", name: "Northwind", plan: "business", roles: ["owner", "member", "viewer"] },
  { slug: "umbra", name: "Umbra Industries", plan: "enterprise", roles: ["owner", "admin"] },
] as const;
const ADMIN_EMAIL = "admin@muster.example";

/** Demo tokens are made anew when less than a day or half their uses are left. */
const TOKEN_HOURS = 168;
const TOKEN_USES = 100;

/**
 * Demo people, tenants on all four plans, keys and tokens; the same ones again on a second start.
 * Safe to interrupt: the file is written last, and what a broken start left behind is taken up by the next.
 */
export async function seedDemo(
  db: pg.Pool,
  dataDirectory: string,
  baseUrl: string,
): Promise<{ path: string; demo: DemoFile }> {
  const ctx: Context = {
    db,
    actor: SYSTEM_ACTOR,
    ip: null,
    requestId: randomUUID(),
    log,
    signal: new AbortController().signal,
  };
  const known = await readDemoFile(dataDirectory);
  const accounts = known ?? { admin: await seedAdmin(ctx), tenants: await seedTenants(ctx, baseUrl) };
  const demo: DemoFile = {
    base_url: baseUrl,
    admin: accounts.admin,
    tenants: accounts.tenants,
    bootstrap_tokens: await seedTokens(ctx, known?.bootstrap_tokens ?? null),
    cron_secret: requireSecret("CRON_SECRET"),
  };
  return { path: await writeDemoFile(dataDirectory, demo), demo };
}

async function seedAdmin(ctx: Context): Promise<DemoFile["admin"]> {
  const { userId, password } = await seedUser(ctx, ADMIN_EMAIL, "Demo admin");
  await transaction(ctx.db, (tx) => insertPlatformAdmin(tx, userId));
  const body = { name: "Demo admin key", scopes: [...ADMIN_PERMISSIONS], expires_in_days: null };
  const { raw_key } = await createApiKey(ctx, { tenantId: null, body, creatorScopes: null });
  return { email: ADMIN_EMAIL, password, api_key: raw_key };
}

async function seedTenants(ctx: Context, baseUrl: string): Promise<DemoFile["tenants"]> {
  const tenants: DemoFile["tenants"] = [];
  for (const { slug, name, plan, roles } of TENANTS) {
    const tenantId =
      (await findTenantId(ctx, slug)) ?? (await createTenant(ctx, { slug, name, plan, baseUrl })).tenant.id;
    const users: DemoFile["tenants"][number]["users"] = [];
    for (const role of roles) {
      const email = `${role}@${slug}.example`;
      const { userId, password } = await seedUser(ctx, email, `${name} ${role}`);
      await insertMembership(ctx.db, tenantId, userId, role);
      users.push({ email, password, role });
    }
    const body = { name: "Demo key", scopes: [...TENANT_KEY_SCOPES], expires_in_days: null };
    const { raw_key } = await createApiKey(ctx, { tenantId, body, creatorScopes: null });
    tenants.push({ slug, plan, api_key: raw_key, users });
  }
  return tenants;
}

async function findTenantId(ctx: Context, slug: string): Promise<string | null> {
  const { rows } = await ctx.db.query<{ id: string }>("SELECT id FROM tenants WHERE slug = $1", [slug]);
  return rows[0]?.id ?? null;
}

/** A user with a fresh password, also when an interrupted start has made the user before. */
async function seedUser(
  ctx: Context,
  email: string,
  name: string,
): Promise<{ userId: string; password: string }> {
  const password = randomText(20, randomBytes);
  const passwordHash = await hashPassword(password);
  const userId = await insertUser(ctx.db, { email, name, passwordHash });
  if (userId) return { userId, password };
  const user = await findUserByEmail(ctx.db, email);
  if (!user) throw new Error(`The demo user ${email} could not be made.`);
  await ctx.db.query("UPDATE users SET password_hash = $2 WHERE id = $1", [user.id, passwordHash]);
  return { userId: user.id, password };
}

async function seedTokens(ctx: Context, known: Record<Tier, string> | null): Promise<Record<Tier, string>> {
  const tokens: [Tier, string][] = [];
  for (const tier of TIERS) {
    const earlier = known?.[tier];
    if (earlier && (await isUsable(ctx, earlier))) {
      tokens.push([tier, earlier]);
      continue;
    }
    const { raw_token } = await createBootstrapToken(asPlatform(ctx), {
      description: `Demo, ${tier}`,
      tier,
      expires_in_hours: TOKEN_HOURS,
      max_uses: TOKEN_USES,
      required_capabilities: [],
      required_tools: [],
      allowed_cidrs: [],
    });
    tokens.push([tier, raw_token]);
  }
  return Object.fromEntries(tokens) as Record<Tier, string>;
}

async function isUsable(ctx: Context, rawToken: string): Promise<boolean> {
  const { rowCount } = await ctx.db.query(
    `SELECT FROM bootstrap_tokens
      WHERE token_prefix = $1 AND revoked_at IS NULL AND expires_at > now() + interval '1 day' AND current_uses < max_uses / 2`,
    [rawToken.split(".")[0]],
  );
  return (rowCount ?? 0) > 0;
}
