/**
 * Whatever happens at once and in whatever order, the queue keeps what it promises. Programs are random steps of tenants,
 * agents, admins and the clock over two server processes (lib/testing/interleavings); the database judges every commit
 * (lib/testing/queue-judge.ts).
 *
 * Some seeds are played in every run, and each run draws others besides. A failure says the line that plays it again, and
 * again, as what happens at once may meet in another order each time:
 *
 *     FC_SEED=… FC_PATH=… npx vitest run lib/services/agent-protocol/random-interleavings.db.test.ts
 */
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { type Choice, checkProgram } from "@/lib/testing/interleavings/check-program";
import { findWorldFaults, findWrongPlaces } from "@/lib/testing/interleavings/find-world-faults";
import { play, program, STEP_NAMES } from "@/lib/testing/interleavings/program";
import { runOut } from "@/lib/testing/interleavings/run-out";
import { newWorld, watchedContext } from "@/lib/testing/interleavings/world";
import { countDeadlocks } from "@/lib/testing/queue-invariants";
import { installQueueJudge } from "@/lib/testing/queue-judge";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const FILE = "lib/services/agent-protocol/random-interleavings.db.test.ts";
const { FC_SEED, FC_PATH } = process.env;
const REPLAYS = 20;
const KNOWN_SEEDS = [20261120, 20261201, 3, 5, 8];
const RUNS_A_SEED = 2;
const FRESH_RUNS = 8;
const TIMEOUT = { timeout: 180_000 };
const ONCE = { ...TIMEOUT, retry: 0 };

let database: TestDatabase;
let otherServer: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  otherServer = new pg.Pool({ connectionString: database.url, max: 20, pipeline: true });
  await installQueueJudge(database.pool);
});

afterAll(async () => {
  await otherServer.end();
  expect(await countDeadlocks(database.pool)).toBe(0);
  await database.drop();
});

/** Answers the names of the steps that were done. */
async function check(choice: Choice): Promise<string[]> {
  const done: string[] = [];
  const keepsItsPromises = fc.asyncProperty(program, async (groups) => {
    const world = await newWorld([database.pool, otherServer]);
    done.push(...(await play(world, groups)));
    expect(await findWorldFaults(world)).toEqual([]);
    await runMaintenance(watchedContext(world, database.pool));
    expect(await findWrongPlaces(world)).toEqual([]);
    expect(await runOut(world)).toEqual([]);
    expect(await findWorldFaults(world)).toEqual([]);
  });
  await checkProgram(FILE, keepsItsPromises, choice);
  return done;
}

if (FC_SEED && FC_PATH) {
  it(
    "no limit is passed at any commit and no job is lost in the program of FC_SEED and FC_PATH",
    ONCE,
    async () => {
      for (let turn = 0; turn < REPLAYS; turn++)
        await check({ seed: Number(FC_SEED), path: FC_PATH, runs: 1 });
    },
  );
} else {
  it(
    "no limit is passed at any commit and no job is lost in known programs, which do every kind of step",
    ONCE,
    async () => {
      const done = new Set<string>();
      for (const seed of KNOWN_SEEDS)
        for (const name of await check({ seed, runs: RUNS_A_SEED })) done.add(name);
      expect(STEP_NAMES.filter((name) => !done.has(name))).toEqual([]);
    },
  );

  it(
    "no limit is passed at any commit and no job is lost in programs that nobody has played before",
    TIMEOUT,
    async () => {
      await check({ runs: FRESH_RUNS });
    },
  );
}
