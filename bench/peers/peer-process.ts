/** The process that a peer runs in: takes one order from its parent, answers the rates, ends. */
import { repeatFor, runRounds } from "../harness/rounds";
import type { Scale } from "../scenario";
import { openBullmq } from "./bullmq";
import { openGraphileWorker, openGraphileWorkerBatched } from "./graphile-worker";
import type { PeerName } from "./peer-names";
import { type OpenPeerQueue, PEER_SUBMITTERS, type PeerQueue } from "./peer-queue";
import { openPgBoss } from "./pg-boss";

export type PeerTask = "submit" | "run";

export interface PeerOrder {
  name: PeerName;
  url: string;
  scale: Scale;
  tasks: readonly PeerTask[];
}

/** Jobs a second of each round. */
export type PeerAnswer = Partial<Record<PeerTask, number[]>>;

/** Enough to see how fast it is, before rounds of a given length are asked of it. */
const FIRST_JOBS = 100;

const OPENERS: Record<PeerName, OpenPeerQueue> = {
  "graphile-worker": openGraphileWorker,
  "graphile-worker-batched": openGraphileWorkerBatched,
  "pg-boss": openPgBoss,
  bullmq: openBullmq,
};

async function obey({ name, url, scale, tasks }: PeerOrder): Promise<PeerAnswer> {
  const queue = await OPENERS[name](url);
  const answer: PeerAnswer = {};
  if (tasks.includes("run")) answer.run = await measureRun(queue, scale);
  if (tasks.includes("submit")) answer.submit = await measureSubmit(queue, scale);
  await queue.close();
  return answer;
}

/** Each round drains as many jobs as took its time in the round before. */
async function measureRun(queue: PeerQueue, scale: Scale): Promise<number[]> {
  const drain = async (count: number) => {
    await queue.fill(count);
    const rate = count / (await queue.drain(count));
    const open = await queue.countOpen();
    if (open > 0) throw new Error(`${open} of ${count} jobs were left undone.`);
    return rate;
  };
  let rate = await drain(FIRST_JOBS);
  return await runRounds(scale, async (seconds) => {
    rate = await drain(Math.max(FIRST_JOBS, Math.ceil(rate * seconds)));
    return rate;
  });
}

async function measureSubmit(queue: PeerQueue, scale: Scale): Promise<number[]> {
  let submitted = 0;
  const steps = Array.from({ length: PEER_SUBMITTERS }, () => async () => {
    await queue.submit();
    submitted += 1;
  });
  const rates = await runRounds(scale, async (seconds) => {
    const before = submitted;
    const elapsed = await repeatFor(seconds, steps);
    return (submitted - before) / elapsed;
  });
  const open = await queue.countOpen();
  if (open !== submitted) throw new Error(`${submitted} submits were acknowledged and ${open} are queued.`);
  return rates;
}

process.once("message", (order: PeerOrder) => {
  obey(order).then(
    (answer) => process.send?.(answer, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
