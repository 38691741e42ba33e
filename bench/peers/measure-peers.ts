import { fork } from "node:child_process";
import { join } from "node:path";
import { startRedis } from "@/lib/testing/start-redis";
import { rootDirectory } from "@/server/root-directory";
import type { BenchPostgres } from "../harness/bench-postgres";
import type { Scale } from "../scenario";
import { PEER_NAMES, type PeerName } from "./peer-names";
import type { PeerAnswer, PeerOrder, PeerTask } from "./peer-process";

/** Written to disk every second, as BullMQ asks for. */
const DURABLE = [
  ...["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""],
  ...["--maxmemory-policy", "noeviction"],
];

export interface PeerRates extends PeerAnswer {
  name: PeerName;
}

/** How fast each peer is, one after the other, each in a process of its own on a new database of the same Postgres. */
export async function measurePeers(
  postgres: BenchPostgres,
  scale: Scale,
  tasks: readonly PeerTask[],
): Promise<PeerRates[]> {
  const rates: PeerRates[] = [];
  if (tasks.length === 0) return rates;
  for (const name of PEER_NAMES) {
    const place = name === "bullmq" ? await startRedis(DURABLE) : await openDatabase(postgres);
    if (place === null) {
      console.error(`${name} is left out: there is no redis-server here.`);
      continue;
    }
    try {
      // How jobs are fetched makes no difference to a submit.
      const asked = name === "graphile-worker-batched" ? tasks.filter((task) => task !== "submit") : tasks;
      if (asked.length > 0)
        rates.push({ name, ...(await order({ name, url: place.url, scale, tasks: asked })) });
    } finally {
      await place.stop();
    }
  }
  return rates;
}

async function openDatabase(postgres: BenchPostgres) {
  const { url, drop } = await postgres.createEmptyDatabase();
  return { url, stop: drop };
}

function order(what: PeerOrder): Promise<PeerAnswer> {
  return new Promise((resolve, reject) => {
    const script = join(rootDirectory(), "bench", "peers", "peer-process.ts");
    // stdout belongs to the figures.
    const child = fork(script, {
      stdio: ["ignore", 2, 2, "ipc"],
      env: { ...process.env, NODE_ENV: "production" },
    });
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("message", (answer) => resolve(answer as PeerAnswer));
    child.once("error", reject);
    child.once("exit", (code) => {
      process.removeListener("exit", kill);
      reject(new Error(`${what.name} ended with ${code} and no answer.`));
    });
    child.send(what);
  });
}
