import { afterEach, beforeEach, expect, it } from "vitest";
import { GET as metrics } from "@/app/metrics/route";
import { REMOTE_ADDRESS_HEADER, trustRemoteAddressHeader } from "@/lib/http/client-address";
import { getQueueStats } from "@/lib/services/admin-jobs/get-queue-stats";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { adminContext } from "@/lib/testing/admin-context";
import { callRoute } from "@/lib/testing/call-route";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;
let agents: Awaited<ReturnType<typeof createAgent>>[];

/** Five agents, each with a running job. */
beforeEach(async () => {
  database = await createTestDatabase();
  setProcessPool(database.pool);
  trustRemoteAddressHeader();
  const { id } = await createTenant(database.pool, { plan: "enterprise" });
  agents = [];
  for (let i = 0; i < 5; i++) {
    const agent = await createAgent(database.pool);
    await createJob(database.pool, id, { status: "running", agent });
    agents.push(agent);
  }
});

afterEach(async () => await database.drop());

/** As if the first so many agents had last been heard so long ago. */
async function silence(count: number, seconds: number): Promise<void> {
  const ids = agents.slice(0, count).map((agent) => agent.id);
  const values = [ids, seconds];
  await database.pool.query(
    "UPDATE agent_heartbeats SET last_seen_at = now() - make_interval(secs => $2), beat_at = now() - make_interval(secs => $2) WHERE agent_id = ANY ($1)",
    values,
  );
  await database.pool.query(
    "UPDATE job_leases SET lease_expires_at = now() + make_interval(secs => 30 - $2) WHERE agent_id = ANY ($1)",
    values,
  );
}

const rescueHeld = async () => (await getQueueStats(adminContext(database.pool))).rescue_held;

async function scraped(): Promise<string[]> {
  const answer = await callRoute(metrics, { headers: { [REMOTE_ADDRESS_HEADER]: "127.0.0.1" } });
  return (await answer.text()).split("\n").filter((line) => /^muster_(rescue|fleet)_/.test(line));
}

async function running(): Promise<number> {
  await runMaintenance(adminContext(database.pool));
  const { rows } = await database.pool.query<{ jobs: number }>(
    "SELECT count(*)::int AS jobs FROM job_leases",
  );
  return rows[0]?.jobs ?? 0;
}

it("that over half the fleet is silent and its jobs are kept is told for as long as it is so, and no longer", async () => {
  const atEase = [
    "muster_rescue_held 0",
    "muster_rescue_held_jobs 0",
    'muster_fleet_agents{state="heard"} 5',
    'muster_fleet_agents{state="silent"} 0',
  ];
  expect(await rescueHeld()).toBeNull();
  expect(await scraped()).toEqual(atEase);

  await silence(3, 50);
  const held = await rescueHeld();
  expect(held).toMatchObject({ fleet: 5, silent: 3, jobs: 3 });
  const secondsLeft = (Date.parse(held?.first_rerun_at ?? "") - Date.now()) / 1000;
  expect(secondsLeft).toBeGreaterThan(270);
  expect(secondsLeft).toBeLessThan(285);
  expect(await scraped()).toEqual([
    "muster_rescue_held 1",
    "muster_rescue_held_jobs 3",
    'muster_fleet_agents{state="heard"} 2',
    'muster_fleet_agents{state="silent"} 3',
  ]);
  expect(await running()).toBe(5);

  await silence(3, 0);
  expect(await rescueHeld()).toBeNull();
  expect(await scraped()).toEqual(atEase);
});

it("silent agents without a job hold none back, and nobody is told of a time", async () => {
  await database.pool.query("DELETE FROM jobs");
  await silence(3, 50);
  expect(await rescueHeld()).toEqual({ fleet: 5, silent: 3, jobs: 0, first_rerun_at: null });
});

it("two silent agents hold nothing back, however small the fleet is, and their jobs run again", async () => {
  for (const agent of agents.splice(3)) {
    await database.pool.query("DELETE FROM jobs WHERE agent_id = $1", [agent.id]);
    await database.pool.query("UPDATE agents SET deleted_at = now() WHERE id = $1", [agent.id]);
  }
  await silence(2, 50);
  expect(await rescueHeld()).toBeNull();
  expect(await scraped()).toEqual(
    expect.arrayContaining(["muster_rescue_held 0", 'muster_fleet_agents{state="silent"} 2']),
  );
  expect(await running()).toBe(1);
});
