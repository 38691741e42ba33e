import type { UpdateTenantBody } from "@/lib/contracts/tenant";
import { OVERRIDE_KEYS } from "@/lib/domain/plan/override-key";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { updateTenant } from "@/lib/services/tenants/update-tenant";
import { adminContext } from "@/lib/testing/admin-context";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { anyOf, type World, watchedContext } from "@/lib/testing/interleavings/world";
import { claim, report } from "@/lib/testing/queue-contexts";

const SLOTS = 100;
const TURNS_MAX = 10;

const everythingAllowed: UpdateTenantBody = {
  plan: "enterprise",
  status: "active",
  subscription_status: "active",
  limits_override: Object.fromEntries(OVERRIDE_KEYS.map((key) => [key, null])),
};

/**
 * Lets everything come to its end: the old agents are dead, nothing is paused or forbidden any more, and new agents finish
 * what waits. Answers a line for every job that does not end all the same.
 */
export async function runOut(world: World): Promise<string[]> {
  const db = anyOf(world.servers, 0);
  await db.query("DELETE FROM tier_pauses");
  await db.query("UPDATE agent_heartbeats SET polling_until = NULL");
  for (const id of world.tenantIds) await updateTenant(adminContext(db), { id, body: everythingAllowed });
  const finishers = [await createAgent(db, { tier: "premium", maxConcurrentJobs: SLOTS })];
  // The platform's may run only what stays below premium where a submit asked for that.
  finishers.push(await createAgent(db, { tier: "shared", maxConcurrentJobs: SLOTS }));
  for (const tenantId of world.tenantIds)
    finishers.push(await createAgent(db, { tenantId, maxConcurrentJobs: SLOTS }));
  let live: string[] = [];
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    await db.query("UPDATE job_leases SET lease_expires_at = now() - interval '1 hour'");
    await runMaintenance(watchedContext(world, db));
    await db.query("UPDATE queue_items SET ready_at = now()");
    for (const { id: agentId } of finishers) {
      const { jobs } = await claim(db, agentId, { max_jobs: SLOTS });
      for (const job of jobs) await report(db, agentId, job, "succeeded");
    }
    const { rows } = await db.query<{ id: string }>("SELECT id FROM jobs WHERE finished_at IS NULL");
    live = rows.map(({ id }) => id);
    if (live.length === 0) break;
  }
  return live.map((id) => `job ${id} has not ended`);
}
