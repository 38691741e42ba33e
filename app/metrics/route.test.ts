import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as metrics } from "@/app/metrics/route";
import { REMOTE_ADDRESS_HEADER, trustRemoteAddressHeader } from "@/lib/http/client-address";
import { requireMetricsAccess } from "@/lib/http/metrics-access";
import { callRoute } from "@/lib/testing/call-route";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { createJob } from "@/lib/testing/factories/create-job";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
  trustRemoteAddressHeader();
});
afterAll(() => db.drop());

test("a scrape counts queue, fleet and process", async () => {
  const tenant = await createTenant(db.pool, { plan: "business" });
  const agent = await createAgent(db.pool, { tier: "dedicated", maxConcurrentJobs: 3 });
  await createAgent(db.pool, { health: "offline" });
  await createJob(db.pool, tenant.id, { status: "running", agent });
  await createJob(db.pool, tenant.id, { tierMax: "dedicated", queuedSecondsAgo: 90 });
  for (let scrape = 0; scrape < 2; scrape++) {
    const answer = await callRoute(metrics, { headers: { [REMOTE_ADDRESS_HEADER]: "127.0.0.1" } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = (await answer.text()).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        'muster_jobs_queued{tier="dedicated"} 1',
        'muster_jobs_queued{tier="shared"} 0',
        'muster_jobs_running{tier="dedicated"} 1',
        'muster_agent_slots{tier="dedicated",state="free"} 2',
        'muster_agents{tier="shared",health="offline"} 1',
        'muster_agents{tier="premium",health="online"} 0',
        "muster_jobs_submitted_total 2",
        expect.stringMatching(/^muster_database_connections\{pool="beats",state="open"\} \d+$/),
        'muster_database_waiting{pool="console"} 0',
        expect.stringMatching(/^muster_jobs_oldest_queued_seconds\{tier="dedicated"\} 9\d\.\d+$/),
        expect.stringMatching(/^process_resident_memory_bytes \d+$/),
      ]),
    );
  }
});

describe("without a token metrics are for this machine only", () => {
  test.each([
    ["127.0.0.1", 200],
    ["::1", 200],
    ["::ffff:127.0.0.1", 200],
    ["192.0.2.1", 401],
    ["127.0.0.1.example.com", 401],
  ])("%s gets %i", async (address, status) => {
    expect((await callRoute(metrics, { headers: { [REMOTE_ADDRESS_HEADER]: address } })).status).toBe(status);
  });

  test("a caller whose address is unknown gets 401", async () => {
    expect((await callRoute(metrics)).status).toBe(401);
  });
});

test("with a token nothing else opens them, not even loopback", () => {
  const asking = (headers: Record<string, string>) => () =>
    requireMetricsAccess(new Request("http://127.0.0.1/metrics", { headers }), "a-token-of-16-chars");
  expect(asking({ authorization: "Bearer a-token-of-16-chars" })).not.toThrow();
  for (const [name, value] of [
    ["authorization", "Bearer another"],
    ["authorization", "a-token-of-16-chars"],
    [REMOTE_ADDRESS_HEADER, "127.0.0.1"],
  ] as const) {
    expect(asking({ [name]: value })).toThrow(/METRICS_TOKEN/);
  }
});
