import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { expect, test } from "../support/fixtures";
import { OwnSite } from "../support/own-site";
import { createTenant, makeFirstAdmin, type Site } from "../support/people";
import { CAN_SEE_PROCESSES } from "../support/processes";
import { QueueLoad } from "../support/queue-load";
import { TirelessClient } from "../support/tireless-client";

const POOL_MAX = 12;
const RECOVERY_MS = 10_000;
/** Jobs that run between one blow and the next, so that each falls into full load. */
const JOBS_BETWEEN = 40;
/** What is in use differs from one moment to the next; what is lost at every blow adds up. */
const FILES_SLACK = 15;
const MEBIBYTES_SLACK = 100;

test("killed servers and restarted databases lose nothing and double nothing, and all is served again within 10 s", async () => {
  test.setTimeout(120_000);
  const site = await OwnSite.start({ DATABASE_POOL_MAX: String(POOL_MAX) });
  const client = new TirelessClient(site.baseUrl);
  try {
    const people = await makeFirstAdmin(site.baseUrl, site.setupUrl);
    const tenants = await Promise.all(Array.from({ length: 3 }, () => createTenant("enterprise", people)));
    const agents = await enrol(people, 8);
    const load = new QueueLoad(client, { tenants: tenants.map(({ apiKey }) => apiKey), agents });
    const more = async () => {
      const wanted = load.ended.size + JOBS_BETWEEN;
      await expect.poll(() => load.ended.size, { timeout: 30_000, intervals: [50] }).toBeGreaterThan(wanted);
    };
    const recover = async (blow: () => Promise<void>) => {
      await more();
      await blow();
      const backAt = performance.now();
      const missing = () => load.missingSince(backAt);
      await expect.poll(missing, { timeout: RECOVERY_MS, intervals: [50] }).toEqual([]);
    };
    const connections = site.watchConnections();
    await more();
    const before = CAN_SEE_PROCESSES ? await site.usage() : null;
    await recover(() => site.cutConnections());
    await recover(() => site.restartDatabase("fast"));
    await recover(() => site.restartDatabase("immediate"));
    await more();
    expect(site.server.hasEnded).toBe(false);
    if (before) {
      const after = await site.usage();
      expect(after.files).toBeLessThan(before.files + FILES_SLACK);
      expect(after.mebibytes).toBeLessThan(before.mebibytes + MEBIBYTES_SLACK);
    }
    await recover(() => site.killServer());
    await more();
    await load.stopSubmitting();
    const ids = [...load.acknowledged];
    await expect.poll(() => load.ended.size, { timeout: 30_000, intervals: [50] }).toBe(ids.length);
    await load.stop();
    // Beside the pools one listens to the other server processes.
    expect(await connections.most()).toBeLessThanOrEqual(POOL_MAX + 1);
    const { rows } = await site.db.query(
      `SELECT (SELECT count(*) FROM jobs)::int AS jobs, (SELECT count(*) FROM attempts)::int AS attempts,
              (SELECT count(*) FROM jobs WHERE id = ANY ($1) AND status = 'succeeded')::int AS succeeded`,
      [ids],
    );
    expect(rows).toEqual([{ jobs: ids.length, attempts: ids.length, succeeded: ids.length }]);
    expect(await findQueueFaults(site.db)).toEqual([]);
    expect([...load.faults, ...client.faults]).toEqual([]);
  } finally {
    client.giveUp();
    await site.stop();
  }
});

/** Enrols agents of four slots; answers their keys. */
async function enrol({ admin, baseUrl }: Site, count: number): Promise<string[]> {
  const { raw_token } = await admin.call<{ raw_token: string }>("POST", "/api/v1/admin/bootstrap-tokens", {
    description: "",
    tier: "shared",
    max_uses: count,
  });
  const joining = Array.from({ length: count }, async (_, n) => {
    const response = await fetch(new URL("/api/v1/platform-agents/register", baseUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        bootstrap_token: raw_token,
        name: `load-${n}`,
        tools: ["http-headers"],
        max_concurrent_jobs: 4,
      }),
    });
    return ((await response.json()) as { api_key: string }).api_key;
  });
  return await Promise.all(joining);
}
