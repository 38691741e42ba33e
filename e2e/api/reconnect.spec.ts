import type { AgentStats } from "@/lib/contracts/agent";
import type { JobView } from "@/lib/contracts/job";
import { LEASE_SECONDS } from "@/lib/domain/job/lease";
import { enrolAgents } from "../support/enrol-agents";
import { expect, test } from "../support/fixtures";
import { OwnSite } from "../support/own-site";
import { createTenant } from "../support/people";
import { PollingCrowd } from "../support/polling-crowd";

const AGENTS = 1_000;
/** So long after its start a server takes nobody for lost, as everybody has to be heard first. */
const HEARD_MS = (LEASE_SECONDS / 2) * 1_000;
const JOBS = 50;

test("a thousand agents that all come back at once after a restart are let in, hold their polls and are online, every one of them", async () => {
  test.setTimeout(150_000);
  const { site, people } = await OwnSite.start({ TRUSTED_PROXIES: "1" });
  const keys = await enrolAgents(people, { count: AGENTS, slots: 1 });
  const crowd = new PollingCrowd(site.first.baseUrl, keys);
  /** Agents whose open poll has begun since then. */
  const pollingSince = async (instant: string) => {
    const { rows } = await site.db.query<{ agents: number }>(
      `SELECT count(*)::int AS agents FROM agent_heartbeats
        WHERE polling_until > clock_timestamp() AND last_seen_at > $1::timestamptz`,
      [instant],
    );
    return rows[0]?.agents;
  };
  try {
    await expect.poll(() => pollingSince("-infinity"), { timeout: 60_000 }).toBe(AGENTS);
    await site.first.killAndStart();
    await expect.poll(() => crowd.cutOffCount).toBe(AGENTS);
    const { rows } = await site.db.query<{ now: string }>("SELECT clock_timestamp()::text AS now");
    crowd.comeBack();
    await expect
      .poll(() => pollingSince(rows[0]?.now ?? ""), { timeout: HEARD_MS, intervals: [100] })
      .toBe(AGENTS);
    const stats = await people.admin.call<AgentStats>("GET", "/api/v1/admin/platform-agents/stats");
    expect(stats).toMatchObject({ total_agents: AGENTS, online_agents: AGENTS, available_slots: AGENTS });

    const { api } = await createTenant("enterprise", people);
    const scan = { tool: "http-headers", target: "https://crowd.example" };
    const submits = Array.from({ length: JOBS }, () =>
      api.call<{ job: JobView }>("POST", "/api/v1/platform-jobs", scan),
    );
    const ids = (await Promise.all(submits)).map(({ job }) => job.id);
    await expect.poll(() => [...crowd.ended].sort(), { timeout: 30_000 }).toEqual(ids.sort());
    await expect.poll(() => pollingSince(rows[0]?.now ?? "")).toBe(AGENTS);
    expect(crowd.faults).toEqual([]);
  } finally {
    crowd.leave();
    await site.stop();
  }
});
