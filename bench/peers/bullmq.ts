import { Queue, Worker } from "bullmq";
import { PEER_CONCURRENCY, type PeerQueue } from "./peer-queue";

const QUEUE = "nothing";
const FILL_BATCH = 5_000;
const OPTIONS = { removeOnComplete: true };

export async function openBullmq(url: string): Promise<PeerQueue> {
  const connection = { url, maxRetriesPerRequest: null };
  const queue = new Queue(QUEUE, { connection });
  await queue.waitUntilReady();
  return {
    submit: async () => {
      await queue.add("scan", { target: "https://bench.example" }, OPTIONS);
    },
    fill: async (count) => {
      for (let left = count; left > 0; left -= FILL_BATCH) {
        const size = Math.min(left, FILL_BATCH);
        await queue.addBulk(
          Array.from({ length: size }, (_, i) => ({ name: "scan", data: { i }, opts: OPTIONS })),
        );
      }
    },
    drain: async (count) => {
      const startedAt = performance.now();
      const worker = new Worker(QUEUE, async () => {}, { connection, concurrency: PEER_CONCURRENCY });
      await new Promise<void>((resolve, reject) => {
        let completed = 0;
        worker.on("error", reject);
        worker.on("completed", () => {
          completed += 1;
          if (completed === count) resolve();
        });
      });
      const seconds = (performance.now() - startedAt) / 1000;
      await worker.close();
      return seconds;
    },
    countOpen: async () => await queue.getJobCountByTypes("waiting", "active", "delayed", "failed"),
    close: async () => await queue.close(),
  };
}
