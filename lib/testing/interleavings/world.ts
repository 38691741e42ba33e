import type pg from "pg";
import { CreateBootstrapTokenBody } from "@/lib/contracts/bootstrap-token";
import { PLAN_SLUGS, type PlanSlug } from "@/lib/domain/plan/plan-slug";
import { TIERS } from "@/lib/domain/tier/tier";
import type { Log } from "@/lib/log";
import { createBootstrapToken } from "@/lib/services/bootstrap-tokens/create-bootstrap-token";
import type { TenantContext } from "@/lib/services/context";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createDeadLetter } from "@/lib/testing/factories/create-dead-letter";
import { createTenant } from "@/lib/testing/factories/create-tenant";

const FLEET = [
  { tier: "shared", maxConcurrentJobs: 2 },
  { tier: "shared", maxConcurrentJobs: 2 },
  { tier: "shared", maxConcurrentJobs: 1 },
  { tier: "dedicated", maxConcurrentJobs: 2 },
  { tier: "premium", maxConcurrentJobs: 3 },
] as const;
/** Slots of tenants' own agents, by the tenant's place. */
const OWN_AGENTS = new Map([
  [0, 2],
  [2, 1],
]);
const TOKEN_USES = 2;
const LATEST = 6;
/** So low that a program of some dozens of steps meets them. */
const LIMITS: Record<PlanSlug, Record<string, number>> = {
  free: {},
  team: { "platform_agents:max_queued_jobs": 3 },
  business: { "platform_agents:max_concurrent_jobs": 1 },
  enterprise: { "platform_agents:max_concurrent_jobs": 2, "platform_agents:max_queued_jobs": 6 },
};

export interface AttemptRef {
  agentId: string;
  id: string;
  attempt: number;
}

/** What the steps of one run have to do with, and what they were told. */
export interface World {
  /** One a server process: each has a dispatcher and batches of its own. */
  servers: readonly pg.Pool[];
  tenantIds: readonly string[];
  /** Deleted ones too: they go on talking. */
  agents: { id: string; tenantId: string }[];
  /** Bootstrap tokens, as whoever enrols an agent has them. */
  tokens: readonly string[];
  /** Every job that was acknowledged, with its tenant. */
  jobs: Map<string, string>;
  /** Every attempt that an agent was ever given; most of them are stale sooner or later. */
  held: AttemptRef[];
  /** Jobs of which every agent that has them dies. */
  deadly: string[];
  /** What admins were answered who had a dead letter queued again, by the dead letter. */
  requeues: Map<string, string[]>;
  /** What the product logged as an error: what it has caught, nobody else is told. */
  errors: unknown[];
}

/** A tenant of each plan with a job that agents have died of, agents of each tier, and some of the tenants' own. */
export async function newWorld(servers: readonly pg.Pool[]): Promise<World> {
  const db = anyOf(servers, 0);
  await db.query(
    `TRUNCATE jobs, events, agents, queue_lanes, lease_settlements, tier_pauses, bootstrap_tokens, judge_verdicts,
              judge_removed_jobs, judge_known_quotas, judge_known_items CASCADE`,
  );
  const tenantIds: string[] = [];
  for (const plan of PLAN_SLUGS)
    tenantIds.push((await createTenant(db, { plan, overrides: LIMITS[plan] })).id);
  const agents: World["agents"] = [];
  for (const options of FLEET) agents.push(await createAgent(db, options));
  for (const [place, maxConcurrentJobs] of OWN_AGENTS)
    agents.push(await createAgent(db, { tenantId: anyOf(tenantIds, place), maxConcurrentJobs }));
  const tokens: string[] = [];
  for (const tier of TIERS) {
    const body = CreateBootstrapTokenBody.parse({ tier, max_uses: TOKEN_USES });
    tokens.push((await createBootstrapToken(adminContext(db), body)).raw_token);
  }
  const jobs: World["jobs"] = new Map();
  for (const tenantId of tenantIds) jobs.set((await createDeadLetter(db, tenantId)).id, tenantId);
  return { servers, tenantIds, agents, tokens, jobs, held: [], deadly: [], requeues: new Map(), errors: [] };
}

/** The one of these, which are some, that `n` falls on. */
export function anyOf<T>(items: readonly T[], n: number): T {
  const item = items[n % items.length];
  if (item === undefined) throw new Error("there is nothing to choose from");
  return item;
}

/** A job's id and tenant; null while there is no job. */
export function anyJob({ jobs }: World, n: number): { id: string; tenantId: string } | null {
  if (jobs.size === 0) return null;
  const [id, tenantId] = anyOf([...jobs], n);
  return { id, tenantId };
}

/** Mostly one of the latest, which may live; else any, stale ones as a rule. */
export function anyHeld({ held }: World, n: number): AttemptRef | null {
  const refs = n % 3 === 0 ? held : held.slice(-LATEST);
  return refs.length === 0 ? null : anyOf(refs, Math.floor(n / 3));
}

/** What a platform admin's call hands to a service; what is logged as an error is kept. */
export function watchedContext({ errors }: World, db: pg.Pool): TenantContext {
  const { log } = adminContext(db);
  const error = (...what: unknown[]) => void errors.push(what);
  return adminContext(db, { log: Object.assign(Object.create(log) as Log, { error }) });
}
