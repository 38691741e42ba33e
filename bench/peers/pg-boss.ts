import PgBoss from "pg-boss";
import { PEER_CONCURRENCY, type PeerQueue } from "./peer-queue";

const QUEUE = "nothing";
const FILL_BATCH = 5_000;
/** Jobs fetched, and completed, with one call. */
const FETCH_BATCH = 100;

export async function openPgBoss(connectionString: string): Promise<PeerQueue> {
  const boss = new PgBoss({ connectionString, max: PEER_CONCURRENCY, schedule: false });
  // Without a listener an error of its maintenance would end the process unexplained.
  boss.on("error", (error) => console.error("pg-boss:", error));
  await boss.start();
  await boss.createQueue(QUEUE);
  return {
    submit: async () => {
      const id = await boss.send(QUEUE, { target: "https://bench.example" });
      if (id === null) throw new Error("pg-boss took no job.");
    },
    fill: async (count) => {
      for (let left = count; left > 0; left -= FILL_BATCH) {
        const size = Math.min(left, FILL_BATCH);
        await boss.insert(Array.from({ length: size }, (_, i) => ({ name: QUEUE, data: { i } })));
      }
    },
    drain: async (count) => {
      const startedAt = performance.now();
      let done = 0;
      const work = async () => {
        for (;;) {
          const jobs = await boss.fetch(QUEUE, { batchSize: FETCH_BATCH });
          if (jobs.length === 0) return;
          await boss.complete(
            QUEUE,
            jobs.map(({ id }) => id),
          );
          done += jobs.length;
        }
      };
      await Promise.all(Array.from({ length: PEER_CONCURRENCY }, work));
      if (done !== count) throw new Error(`pg-boss was given ${count} jobs and did ${done}.`);
      return (performance.now() - startedAt) / 1000;
    },
    countOpen: async () => await boss.getQueueSize(QUEUE, { before: "completed" }),
    close: async () => {
      await boss.stop({ graceful: false });
    },
  };
}
