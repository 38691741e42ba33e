import { afterAll, beforeAll, expect, it } from "vitest";
import { goOffline } from "@/lib/services/agent-protocol/go-offline";
import { createAgent } from "@/lib/testing/factories/create-agent";
import { agentContext, claim } from "@/lib/testing/queue-contexts";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());

/** Opens polls some questions to the database apart; answered once all are marked there. */
async function openPolls(agents: readonly { id: string }[], signal: AbortSignal) {
  const polls: Promise<unknown>[] = [];
  for (const agent of agents) {
    polls.push(claim(database.pool, agent.id, { wait_seconds: 40 }, signal));
    for (let question = 0; question < 10; question++) await database.pool.query("SELECT 1");
  }
  await expect
    .poll(async () => (await beats(agents)).filter((beat) => beat.isPolling).length, { interval: 5 })
    .toBe(agents.length);
  return polls;
}

interface BeatRow {
  isPolling: boolean;
  isFresh: boolean;
  xmin: string;
}

async function beats(agents: readonly { id: string }[]): Promise<BeatRow[]> {
  const { rows } = await database.pool.query<BeatRow>(
    `SELECT polling_until IS NOT NULL AS "isPolling", last_seen_at > now() - interval '10 seconds' AS "isFresh", xmin::text
       FROM agent_heartbeats WHERE agent_id = ANY ($1::uuid[]) ORDER BY array_position($1, agent_id)`,
    [agents.map((agent) => agent.id)],
  );
  return rows;
}

it("an open poll keeps its agent alive without a beat; one that was hung up does not, nor one that says it goes", async () => {
  const [waiting, another, hungUp, leaving] = await Promise.all([
    createAgent(database.pool),
    createAgent(database.pool),
    createAgent(database.pool),
    createAgent(database.pool),
  ]);
  const [staying, going] = [new AbortController(), new AbortController()];
  const polls = await openPolls([waiting, another, leaving], staying.signal);
  polls.push(...(await openPolls([hungUp], going.signal)));
  going.abort();
  await goOffline(agentContext(database.pool, leaving.id));
  const all = [waiting, another, hungUp, leaving];
  // As long ago as if no word had come since.
  await database.pool.query(
    "UPDATE agent_heartbeats SET last_seen_at = now() - interval '25 seconds' WHERE agent_id = ANY ($1::uuid[])",
    [all.map((agent) => agent.id)],
  );
  const freshness = async () => (await beats(all)).map((beat) => beat.isFresh);
  await expect.poll(freshness, { timeout: 9_000, interval: 50 }).toEqual([true, true, false, false]);
  // All of them by one statement.
  const [first, second] = await beats([waiting, another]);
  expect(first?.xmin).toBe(second?.xmin);
  staying.abort();
  await Promise.all(polls);
});

it("polls that come one after the other while nothing is queued are taken in together", async () => {
  const agents = await Promise.all(Array.from({ length: 30 }, () => createAgent(database.pool)));
  const closing = new AbortController();
  const polls = await openPolls(agents, closing.signal);
  // The first finds nobody waiting and is taken in at once, with who came in the same moment.
  expect(new Set((await beats(agents)).map((beat) => beat.xmin)).size).toBeLessThanOrEqual(3);
  closing.abort();
  await Promise.all(polls);
});
