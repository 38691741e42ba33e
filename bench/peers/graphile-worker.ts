import { setTimeout as delay } from "node:timers/promises";
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import pg from "pg";
import { PEER_CONCURRENCY, PEER_SUBMITTERS, type PeerQueue } from "./peer-queue";

const TASK = "nothing";
const FILL_BATCH = 5_000;
const quiet = new Logger(() => () => {});

/** The settings of its own published figures, "Batching" in its page on performance: fetches 500 jobs at a time ahead. */
const BATCHING = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

export const openGraphileWorkerBatched = (url: string) => open(url, BATCHING);

/** As it comes: every worker fetches a job and completes it by itself. */
export const openGraphileWorker = (url: string) => open(url, {});

async function open(connectionString: string, settings: Partial<typeof BATCHING>): Promise<PeerQueue> {
  const utils = await makeWorkerUtils({ connectionString, maxPoolSize: PEER_SUBMITTERS, logger: quiet });
  await utils.migrate();
  const db = new pg.Pool({ connectionString, max: 1 });
  const countOpen = async () => {
    const { rows } = await db.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM graphile_worker.jobs",
    );
    return rows[0]?.count ?? Number.NaN;
  };
  return {
    submit: async () => {
      await utils.addJob(TASK, { target: "https://bench.example" });
    },
    fill: async (count) => {
      for (let left = count; left > 0; left -= FILL_BATCH) {
        const size = Math.min(left, FILL_BATCH);
        await utils.addJobs(Array.from({ length: size }, (_, i) => ({ identifier: TASK, payload: { i } })));
      }
    },
    drain: async (count) => {
      const startedAt = performance.now();
      let ran = 0;
      let noteAllRan = () => {};
      const allRan = new Promise<void>((resolve) => {
        noteAllRan = resolve;
      });
      const nothing = async () => {
        ran += 1;
        if (ran === count) noteAllRan();
      };
      const runner = await run({
        preset: {
          worker: {
            connectionString,
            concurrentJobs: PEER_CONCURRENCY,
            maxPoolSize: PEER_CONCURRENCY + 1,
            logger: quiet,
            ...settings,
          },
        },
        noHandleSignals: true,
        taskList: { [TASK]: nothing },
      });
      await Promise.race([allRan, runner.promise]);
      // A job is done when that is written, which follows its run, by batching a little later.
      while ((await countOpen()) > 0) await delay(2);
      const seconds = (performance.now() - startedAt) / 1000;
      await runner.stop();
      return seconds;
    },
    countOpen,
    close: async () => {
      await utils.release();
      await db.end();
    },
  };
}
