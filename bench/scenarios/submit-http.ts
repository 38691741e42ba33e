import { repeatFor, runRounds } from "../harness/rounds";
import { openSubmitters } from "../harness/submitter";
import { besidePeers } from "../peers/beside-peers";
import { PEER_SUBMITTERS as CONNECTIONS } from "../peers/peer-queue";
import type { Bench, Scenario } from "../scenario";
import { seedTenants } from "../seed/seed-tenants";
import { takeTurns } from "../seed/take-turns";

/** Enough that no tenant meets its plan's 500 submits a minute. */
const TENANTS = 400;
const HOW =
  "Jobs submitted a second over 16 connections, one a request, each with the checks of key, plan, quota, rate limit and " +
  "idempotency, its event and its audit entry; graphile-worker's addJob and pg-boss' send are called by as many callers in " +
  "their own process, without HTTP, tenants or checks.";

/** Jobs submitted a second, one a request, all checks made: key, plan, quota, rate limit, idempotency. */
export const submitHttp: Scenario = {
  name: "submit-http",
  peerTask: "submit",
  async run({ scale, db, server, peers }: Bench) {
    const nextTenant = takeTurns(await seedTenants(db, TENANTS));
    const submitters = await openSubmitters(server.port, CONNECTIONS);
    const acknowledged: string[] = [];
    const rates = await runRounds(scale, async (seconds) => {
      const before = acknowledged.length;
      const steps = submitters.map((submitter) => async () => {
        acknowledged.push(await submitter.submit(nextTenant(), "https://bench.example"));
      });
      const elapsed = await repeatFor(seconds, steps);
      return (acknowledged.length - before) / elapsed;
    });
    for (const submitter of submitters) submitter.close();
    await verifyQueued(db, acknowledged);
    return besidePeers({ name: "submit-http", how: HOW, rounds: rates }, peers, "submit");
  },
};

/** Every acknowledged job is queued, once, and no other. */
async function verifyQueued(db: Bench["db"], acknowledged: readonly string[]): Promise<void> {
  const { rows } = await db.query<{ known: number; queued: number }>(
    `SELECT (SELECT count(*) FROM jobs WHERE id = ANY ($1::uuid[]) AND status = 'queued')::int AS known,
            (SELECT count(*) FROM queue_items)::int AS queued`,
    [acknowledged],
  );
  const distinct = new Set(acknowledged).size;
  const { known, queued } = rows[0] ?? { known: 0, queued: 0 };
  if (distinct !== acknowledged.length || known !== distinct || queued !== distinct) {
    throw new Error(
      `${acknowledged.length} submits were acknowledged; ${known} of them and ${queued} in all are queued.`,
    );
  }
}
