import { createHash } from "node:crypto";
import type pg from "pg";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import type { BenchAgent } from "../harness/bench-agent";
import { JobLedger } from "../harness/job-ledger";
import { runRounds } from "../harness/rounds";
import { median } from "../harness/statistics";
import { watchMemory } from "../harness/watch-memory";
import type { Scenario } from "../scenario";
import { seedAgents } from "../seed/seed-agents";
import { seedTenants } from "../seed/seed-tenants";
import { topUpBacklog } from "../seed/top-up-backlog";

const AGENTS = 4;
const JOBS_MAX = 1_000;
/** An agent sends up to 1 MiB a request, in pieces of 256 KiB. */
const PIECE_BYTES = 256 * 1024;
const PIECES_PER_REQUEST = 4;
const REQUEST_BYTES = PIECE_BYTES * PIECES_PER_REQUEST;
/** A stream may have 64 MiB; the job is over well before, and before its lease would have to be renewed. */
const REQUESTS_PER_JOB = 24;
const MEGABYTE = 1_000_000;

/** Megabytes of log stored a second, sent as agents send a long log, and what the server's memory grows by meanwhile. */
export const logIngest: Scenario = {
  name: "log-ingest",
  async run({ scale, db, server }) {
    const tenants = await seedTenants(db, 1);
    await topUpBacklog(db, tenants, JOBS_MAX);
    const agents = await seedAgents(db, server.port, AGENTS);
    const ledger = new JobLedger();
    const piece = makeLog();
    const text = piece.toString("base64");
    const sent = new Map<string, number>();
    const ingest = async (seconds: number) => {
      const startedAt = performance.now();
      const endsAt = startedAt + seconds * 1000;
      const requests = agents.map(async (agent) => {
        let count = 0;
        while (performance.now() < endsAt) count += await runJob(agent, ledger, text, endsAt, sent);
        return count;
      });
      const total = (await Promise.all(requests)).reduce((sum, count) => sum + count, 0);
      return (total * REQUEST_BYTES) / MEGABYTE / ((performance.now() - startedAt) / 1000);
    };
    const memory = watchMemory(server);
    const rates = await runRounds(scale, ingest, memory.begin).finally(memory.stop);
    for (const agent of agents) agent.close();
    await ledger.verify(db);
    await verifyLogs(db, sent, piece);
    return [
      {
        name: "log-ingest",
        unit: "MB/s",
        value: median(rates),
        rounds: rates,
        how: `Megabytes of log a second (before base64) that ${AGENTS} agents send in requests of 1 MiB and the database stores, compared byte by byte afterwards.`,
        target: { atLeast: 20 },
      },
      {
        name: "log-ingest-memory-growth",
        unit: "MiB",
        value: memory.growth(),
        how: "The largest resident memory of the server's process during the rounds of log-ingest, less that after the warm-up.",
        target: { atMost: 64 },
      },
    ];
  },
};

/** Lines as scanners write them; they compress as logs do. */
function makeLog(): Buffer {
  const lines: string[] = [];
  for (let i = 0, length = 0; length < PIECE_BYTES; i++) {
    const id = createHash("sha256").update(String(i)).digest("hex").slice(0, 16);
    const line = `2026-01-01T00:00:${String(i % 60).padStart(2, "0")}Z probe ${i} request=${id} status=200 path=/assets/${id}.js\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join("")).subarray(0, PIECE_BYTES);
}

/** Runs one job that logs until it has logged enough or the time is up; answers the number of requests. */
async function runJob(
  agent: BenchAgent,
  ledger: JobLedger,
  piece: string,
  endsAt: number,
  sent: Map<string, number>,
): Promise<number> {
  const job = await agent.claim(1);
  if (job === null) throw new Error("A claim came back empty although jobs were waiting.");
  ledger.noteClaim(job);
  await agent.report(job, "running");
  let count = 0;
  while (count < REQUESTS_PER_JOB && performance.now() < endsAt) await sendPieces(agent, job, piece, count++);
  await agent.report(job, "succeeded");
  ledger.noteEnd();
  sent.set(job.id, count * PIECES_PER_REQUEST);
  return count;
}

async function sendPieces(agent: BenchAgent, job: ClaimedJob, piece: string, request: number): Promise<void> {
  const chunks = Array.from({ length: PIECES_PER_REQUEST }, (_, i) => {
    const offset = request * REQUEST_BYTES + i * PIECE_BYTES;
    return `{"stream":"stdout","offset":${offset},"data":"${piece}"}`;
  });
  await agent.appendLog(job, `[${chunks.join(",")}]`);
}

/** Every stream is as long as what was sent, without a gap, and consists of the pieces sent. */
async function verifyLogs(db: pg.Pool, sent: ReadonlyMap<string, number>, piece: Buffer): Promise<void> {
  for (const [jobId, pieces] of sent) {
    const { rows } = await db.query<{ start: number; data: Buffer }>(
      "SELECT start_offset::float8 AS start, data FROM log_chunks WHERE job_id = $1 ORDER BY start_offset",
      [jobId],
    );
    let end = 0;
    for (const { start, data } of rows) {
      const isWhole = start === end && data.length % piece.length === 0;
      for (let at = 0; isWhole && at < data.length; at += piece.length) {
        if (!data.subarray(at, at + piece.length).equals(piece))
          throw new Error(`The log of job ${jobId} was changed.`);
      }
      if (!isWhole) throw new Error(`The log of job ${jobId} has a gap or an overlap at ${start}.`);
      end += data.length;
    }
    if (end !== pieces * piece.length) {
      throw new Error(`Job ${jobId} sent ${pieces * piece.length} bytes of log and ${end} are stored.`);
    }
  }
}
