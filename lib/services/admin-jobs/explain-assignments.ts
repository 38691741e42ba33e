import type pg from "pg";
import type { Assignment, Neighbour } from "@/lib/contracts/admin-explain";
import { instant } from "@/lib/contracts/field";
import { listNeighboursAcrossTenants, type NeighbourRow } from "@/lib/db/admin-jobs/list-neighbours";
import { listRunningBeside, type RunningBesideRow } from "@/lib/db/admin-jobs/list-running-beside";
import { listAttempts } from "@/lib/db/jobs/list-attempts";
import { attemptView } from "@/lib/services/jobs/attempt-view";

/** On each side of an assignment. */
const NEIGHBOURS_MAX = 3;
/** What went longer before or after says nothing of why a job went when it did. */
const NEIGHBOUR_SECONDS = 3600;
/** Of the tenant's jobs on each side of this one. */
const TENANT_JOBS_MAX = 2000;

/** Why a job went when it went, from what is kept of it: each attempt, and what went and ran beside it. */
export async function explainAssignments(
  db: pg.Pool,
  tenantId: string,
  jobId: string,
): Promise<Assignment[]> {
  const attempts = await listAttempts(db, tenantId, jobId);
  if (attempts.length === 0) return [];
  const running = await listRunningBeside(db, tenantId, jobId, TENANT_JOBS_MAX);
  const neighbours = await listNeighboursAcrossTenants(db, jobId, NEIGHBOURS_MAX, NEIGHBOUR_SECONDS);
  return attempts.map((row) => {
    const beside = neighbours.filter((neighbour) => neighbour.beside === row.attempt);
    const counted = running.find(({ attempt }) => attempt === row.attempt);
    return {
      attempt: attemptView(row),
      tenant_running: counted ? runningView(counted) : null,
      went_before: beside.filter(({ isBefore }) => isBefore).map(neighbourView),
      went_after: beside.filter(({ isBefore }) => !isBefore).map(neighbourView),
    };
  });
}

function runningView(row: RunningBesideRow): NonNullable<Assignment["tenant_running"]> {
  return { jobs: row.running, is_at_least: row.isAtLeast, max_concurrent: row.maxConcurrent };
}

function neighbourView(row: NeighbourRow): Neighbour {
  return {
    job_id: row.jobId,
    number: row.number,
    tool: row.tool,
    attempt: row.attempt,
    tenant: { id: row.tenantId, slug: row.tenantSlug },
    agent: {
      id: row.agentId,
      name: row.agentName,
      tier: row.tier,
      is_platform_agent: row.isPlatformAgent,
    },
    queued_at: instant(row.queuedAt),
    assigned_at: instant(row.assignedAt),
  };
}
