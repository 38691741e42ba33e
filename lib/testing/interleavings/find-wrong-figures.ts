import { isDeepStrictEqual } from "node:util";
import { ListBootstrapTokensQuery } from "@/lib/contracts/bootstrap-token";
import { ListJobsQuery } from "@/lib/contracts/job";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";
import { getQueueStats } from "@/lib/services/admin-jobs/get-queue-stats";
import { getTenantQueue } from "@/lib/services/admin-jobs/get-tenant-queue";
import { listBootstrapTokens } from "@/lib/services/bootstrap-tokens/list-bootstrap-tokens";
import { listJobs } from "@/lib/services/jobs/list-jobs";
import { getAgent } from "@/lib/services/platform-agents/get-agent";
import { getAgentStats } from "@/lib/services/platform-agents/get-agent-stats";
import { getPlatformStats } from "@/lib/services/stats/get-platform-stats";
import { getTenant } from "@/lib/services/tenants/get-tenant";
import { adminContext } from "@/lib/testing/admin-context";
import { anyOf, type World } from "@/lib/testing/interleavings/world";
import { tenantContext } from "@/lib/testing/queue-contexts";

const ENDS = ["succeeded", "failed", "cancelled", "timed_out", "expired"] as const;

/** A job by the rows that tell its story, and not by those that the queue counts. */
interface JobFact {
  id: string;
  tenantId: string;
  status: string;
  agentId: string | null;
  agentTier: Tier | null;
  isOnPlatform: boolean | null;
  hasJustEnded: boolean;
  isOpenDeadLetter: boolean;
  findings: number;
  logBytes: number;
}

/** A line for every figure of the API that is not what the jobs' rows say. Call while nothing is under way. */
export async function findWrongFigures(world: World): Promise<string[]> {
  const db = anyOf(world.servers, 0);
  const jobs = await readJobs(world);
  const wrong: string[] = [];
  const expectFigure = (name: string, shown: unknown, counted: unknown) => {
    if (isDeepStrictEqual(shown, counted)) return;
    wrong.push(`${name} shows ${JSON.stringify(shown)}, counted are ${JSON.stringify(counted)}`);
  };
  const live = jobs.filter(({ status }) => status === "assigned" || status === "running");
  const onPlatform = live.filter((job) => job.isOnPlatform);
  const queued = jobs.filter(({ status }) => status === "queued");

  for (const tenantId of world.tenantIds) {
    const of = (all: readonly JobFact[]) => all.filter((job) => job.tenantId === tenantId);
    const counted = { running: of(onPlatform).length, queued: of(queued).length };
    const stats = await getPlatformStats(tenantContext(db, tenantId));
    if (stats.enabled) {
      const shown = { running: stats.current_active, queued: stats.current_queued };
      expectFigure(`the use of tenant ${tenantId}`, shown, counted);
    }
    const { tenant } = await getTenant(adminContext(db), tenantId);
    expectFigure(`tenant ${tenantId}`, { running: tenant.running, queued: tenant.queued }, counted);
    const { lanes } = await getTenantQueue(adminContext(db), { id: tenantId });
    const waiting = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
    expectFigure(`the lanes of tenant ${tenantId}`, waiting, counted.queued);
    const { items } = await listJobs(tenantContext(db, tenantId), ListJobsQuery.parse({ limit: "100" }));
    expectFigure(
      `the jobs of tenant ${tenantId}`,
      items.map(({ id, findings_count, log }) => [id, findings_count, log.bytes]).sort(),
      of(jobs)
        .map(({ id, findings, logBytes }) => [id, findings, logBytes])
        .sort(),
    );
  }

  const stats = await getQueueStats(adminContext(db));
  const { assigned, running, finished_last_hour, open_dead_letters, tiers, top_tenants } = stats;
  const ofStatus = (status: string) => jobs.filter((job) => job.status === status);
  expectFigure(
    "jobs queued, assigned and running",
    [stats.queued, assigned, running],
    [queued.length, ofStatus("assigned").length, ofStatus("running").length],
  );
  for (const end of ENDS)
    expectFigure(
      `jobs that have just ${end}`,
      finished_last_hour[end],
      ofStatus(end).filter((job) => job.hasJustEnded).length,
    );
  expectFigure("open dead letters", open_dead_letters, jobs.filter((job) => job.isOpenDeadLetter).length);
  const busy = world.tenantIds
    .map((id) => [
      id,
      queued.filter((job) => job.tenantId === id).length,
      live.filter((job) => job.tenantId === id).length,
    ])
    .filter(([, waiting, running]) => waiting !== 0 || running !== 0);
  expectFigure(
    "busy tenants",
    top_tenants.map((one) => [one.tenant_id, one.queued, one.running]).sort(),
    busy.sort(),
  );
  const fleet = await getAgentStats(adminContext(db));
  for (const tier of TIERS) {
    const load = onPlatform.filter((job) => job.agentTier === tier).length;
    const shown = [
      tiers[tier].running,
      fleet.tier_stats[tier].running_jobs,
      fleet.tier_stats[tier].current_load,
    ];
    expectFigure(`the load of tier ${tier}`, shown, [load, load, load]);
  }

  for (const { id, tenantId } of world.agents) {
    const found = await getAgent(tenantContext(db, tenantId), id).catch(() => null);
    const held = live.filter((job) => job.agentId === id).map((job) => job.id);
    const shown = found
      ? [found.agent.current_jobs, found.running_jobs.map((job) => job.id).sort()]
      : [0, []];
    expectFigure(`what agent ${id} holds`, shown, [held.length, held.sort()]);
  }

  const tokens = await listBootstrapTokens(adminContext(db), ListBootstrapTokensQuery.parse({}));
  const uses = tokens.items.reduce((sum, { current_uses }) => sum + current_uses, 0);
  const listed = tokens.items.flatMap(({ registrations }) => registrations.map(({ agent_id }) => agent_id));
  expectFigure("uses of tokens", uses, listed.length);
  const known = new Set(world.agents.map(({ id }) => id));
  expectFigure(
    "agents that no token let in",
    listed.filter((id) => !known.has(id)),
    [],
  );
  return wrong;
}

async function readJobs({ servers }: World): Promise<JobFact[]> {
  const { rows } = await anyOf(servers, 0).query<JobFact>(
    `SELECT j.id, j.tenant_id AS "tenantId", j.status, j.agent_id AS "agentId", a.tier AS "agentTier",
            a.is_platform_agent AS "isOnPlatform", COALESCE(j.finished_at > now() - interval '1 hour', false) AS "hasJustEnded",
            EXISTS (SELECT FROM dead_letters d WHERE d.job_id = j.id AND d.resolution IS NULL) AS "isOpenDeadLetter",
            (SELECT count(*)::int FROM job_findings f WHERE f.job_id = j.id) AS findings,
            (SELECT COALESCE(sum(octet_length(c.data)), 0)::int FROM log_chunks c
              WHERE c.job_id = j.id AND c.attempt = j.attempt) AS "logBytes"
       FROM jobs j LEFT JOIN agents a ON a.id = j.agent_id`,
  );
  return rows;
}
