import { env } from "@/lib/config/env";
import type { JobExplanation, Lane } from "@/lib/contracts/admin-explain";
import { instant } from "@/lib/contracts/field";
import { getAnyJobRowAcrossTenants } from "@/lib/db/admin-jobs/get-any-job-row";
import { listJudgedAgents } from "@/lib/db/admin-jobs/list-judged-agents";
import type { JobRow } from "@/lib/db/jobs/job-row";
import { listStandingsAcrossTenants, type StandingRow } from "@/lib/db/jobs/list-standings";
import { listTenantSlugsAcrossTenants } from "@/lib/db/tenants/list-tenant-slugs";
import { agentVerdict } from "@/lib/domain/queue/agent-verdict";
import type { QueueForecast, RivalBefore } from "@/lib/domain/queue/queue-forecast";
import type { SnapshotLane } from "@/lib/domain/queue/queue-snapshot";
import { tierOfPriority } from "@/lib/domain/tier/tier";
import { explainAssignments } from "@/lib/services/admin-jobs/explain-assignments";
import { wholeParts } from "@/lib/services/admin-jobs/whole-parts";
import type { Context } from "@/lib/services/context";
import { notWaitingView, queuedJobOf, queuedJobView, withWaitedSoFar } from "@/lib/services/jobs/job-view";
import { queueForecast } from "@/lib/services/jobs/queue-snapshot";

const RIVALS_MAX = 50;
const AGENTS_MAX = 500;

/** Why a job is next or not, and of each time that it went, why then. One that does not wait has no place. */
export async function explainJob(ctx: Context, input: { id: string }): Promise<JobExplanation> {
  const row = await getAnyJobRowAcrossTenants(ctx.db, input.id);
  const forecast = await queueForecast(ctx.db);
  const assignments = await explainAssignments(ctx.db, row.tenantId, row.id);
  // The place and who goes before it are told by one look, so that they add up.
  const [standing] = row.status === "queued" ? await listStandingsAcrossTenants(ctx.db, [row.id]) : [];
  const view = standing ? queuedJobView(forecast, row, standing) : notWaitingView(row);
  const job = { ...(await withWaitedSoFar(ctx.db, view)), tenant_slug: row.tenantSlug };
  if (!standing) return { at: instant(new Date()), job, place: null, rivals: [], agents: [], assignments };
  const queued = queuedJobOf(row, standing);
  const found = forecast.forecast(queued);
  const before = forecast.rivalsBefore(queued, found);
  const jobs = wholeParts(
    before.map((rival) => rival.jobs),
    found.position - 1 - found.ownAhead,
  );
  const rivals = before
    .map(({ rival }, index) => ({ rival, jobs: jobs[index] ?? 0 }))
    .filter((rival) => rival.jobs > 0);
  return {
    at: instant(standing.at),
    job,
    place: {
      order_key: found.orderKey,
      weight: standing.weight,
      tier_ceiling: tierOfPriority(standing.tierCeiling),
      running: standing.running,
      max_concurrent: standing.maxConcurrent,
      own_jobs_ahead: found.ownAhead,
      further_rivals_jobs: rivals.slice(RIVALS_MAX).reduce((sum, rival) => sum + rival.jobs, 0),
    },
    rivals: await rivalViews(ctx, forecast, rivals.slice(0, RIVALS_MAX)),
    agents: await agentViews(ctx, row, standing),
    assignments,
  };
}

async function rivalViews(
  ctx: Context,
  { snapshot }: QueueForecast,
  rivals: readonly RivalBefore[],
): Promise<JobExplanation["rivals"]> {
  const lanes = new Map(snapshot.lanes.map((lane) => [lane.id, lane]));
  const ids = rivals.flatMap(({ rival }) => (rival.tenantId === null ? [] : [rival.tenantId]));
  const slugs = await listTenantSlugsAcrossTenants(ctx.db, ids);
  return rivals.map(({ rival, jobs }) => ({
    tenant: rival.tenantId === null ? null : { id: rival.tenantId, slug: slugs.get(rival.tenantId) ?? "" },
    lane: laneView(lanes.get(rival.laneId)),
    jobs_before: jobs,
    order_key: rival.orderKey,
    weight: rival.weight,
    charge: rival.charge,
    max_concurrent: rival.maxConcurrent,
    is_at_limit: rival.room <= 0,
  }));
}

function laneView(lane: SnapshotLane | undefined): Lane {
  const tierMax = lane ? tierOfPriority(lane.tierCeiling) : null;
  if (!lane || !tierMax) throw new Error("a rival stands in a lane of its snapshot, up to a tier");
  const { tool, capabilities, selectionMode } = lane;
  return { tool, capabilities: [...capabilities], selection_mode: selectionMode, tier_max: tierMax };
}

async function agentViews(
  ctx: Context,
  row: JobRow,
  standing: StandingRow,
): Promise<JobExplanation["agents"]> {
  const { tenantId, tool, capabilities, selectionMode } = row;
  const demand = { tenantId, tool, capabilities, selectionMode, tierCeiling: standing.tierCeiling };
  const agents = await listJudgedAgents(ctx.db, tenantId, env().ENABLE_TIERED_AGENTS, AGENTS_MAX);
  return agents.map((agent) => ({
    id: agent.id,
    name: agent.name,
    tier: agent.tier,
    is_platform_agent: agent.ownerTenantId === null,
    slots: agent.slots,
    used: agent.used,
    verdict: agentVerdict(agent, demand),
  }));
}
