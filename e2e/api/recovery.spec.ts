import { findQueueFaults } from "@/lib/testing/queue-invariants";
import { enrolAgents } from "../support/enrol-agents";
import { expect, test } from "../support/fixtures";
import { OwnSite } from "../support/own-site";
import { createTenant } from "../support/people";
import { CAN_SEE_PROCESSES } from "../support/processes";
import { QueueLoad } from "../support/queue-load";
import { TirelessClient } from "../support/tireless-client";

const POOL_MAX = 12;
const RECOVERY_MS = 10_000;
/** Jobs that run between one blow and the next, so that each falls into full load. */
const JOBS_BETWEEN = 40;
/** What is in use differs from one moment to the next; what is lost at every blow adds up. */
const FILES_SLACK = 15;
const MEBIBYTES_SLACK = 100;

interface Fight {
  site: OwnSite;
  client: TirelessClient;
  /** Until the load has done some more. */
  more(): Promise<void>;
}
type Blow = (fight: Fight) => Promise<void>;

const cutConnections: Blow = ({ site }) => site.cutConnections();
const restartDatabase: Blow = ({ site }) => site.restartDatabase("fast");
const crashDatabase: Blow = ({ site }) => site.restartDatabase("immediate");
const killServer: Blow = ({ site }) => site.first.killAndStart();
const killWorker: Blow = async ({ site, client }) => {
  client.expectLosses();
  // Maintenance runs in the first.
  site.first.killWorker(1);
};
/** The others serve alone meanwhile. */
const replaceServer =
  (n: number): Blow =>
  async ({ site, more }) =>
    site.servers[n]?.replace(more);

interface Setting {
  servers: number;
  /** That serve, in each server. */
  processes: number;
  /** What the servers outlive, and holding no more than before. */
  outlived: readonly Blow[];
  /** What they do not. */
  deadly: readonly Blow[];
}

const SETTINGS: Record<string, Setting> = {
  "one process": {
    servers: 1,
    processes: 1,
    outlived: [cutConnections, restartDatabase, crashDatabase],
    deadly: [killServer],
  },
  "several processes": {
    servers: 1,
    processes: 2,
    outlived: [killWorker, restartDatabase, crashDatabase],
    deadly: [killServer],
  },
  "two servers, replaced one after the other": {
    servers: 2,
    processes: 1,
    outlived: [],
    deadly: [replaceServer(0), replaceServer(1)],
  },
};

for (const [name, { servers, processes, outlived, deadly }] of Object.entries(SETTINGS)) {
  test(`${name}: whatever is killed or restarted, nothing is lost, nothing is doubled, and all is served again within 10 s`, async () => {
    test.skip(processes > 1 && !CAN_SEE_PROCESSES, "Only Linux shows a program's processes.");
    test.setTimeout(150_000);
    const environment = { DATABASE_POOL_MAX: String(POOL_MAX), WEB_CONCURRENCY: String(processes) };
    const { site, people } = await OwnSite.start(environment, servers);
    const client = new TirelessClient(site.servers.map(({ baseUrl }) => baseUrl));
    try {
      const tenants = await Promise.all(Array.from({ length: 3 }, () => createTenant("enterprise", people)));
      const agents = await enrolAgents(people, { count: 8, slots: 4 });
      const load = new QueueLoad(client, { tenants: tenants.map(({ apiKey }) => apiKey), agents });
      const more = async () => {
        const wanted = load.ended.size + JOBS_BETWEEN;
        await expect
          .poll(() => load.ended.size, { timeout: 30_000, intervals: [50] })
          .toBeGreaterThan(wanted);
      };
      const recover = async (blow: Blow) => {
        await more();
        await blow({ site, client, more });
        const backAt = performance.now();
        const missing = () => load.missingSince(backAt);
        await expect.poll(missing, { timeout: RECOVERY_MS, intervals: [50] }).toEqual([]);
      };
      const connections = site.watchConnections();
      await more();
      const before = CAN_SEE_PROCESSES ? await site.usage() : null;
      for (const blow of outlived) await recover(blow);
      await more();
      expect(site.servers.map(({ program }) => program.hasEnded)).not.toContain(true);
      if (before) {
        const workers = () => site.first.workers().size;
        await expect.poll(workers).toBe(processes > 1 ? processes : 0);
        const after = await site.usage();
        expect(after.files).toBeLessThan(before.files + FILES_SLACK * processes);
        expect(after.mebibytes).toBeLessThan(before.mebibytes + MEBIBYTES_SLACK * processes);
      }
      for (const blow of deadly) await recover(blow);
      await more();
      await load.stopSubmitting();
      const ids = [...load.acknowledged];
      await expect.poll(() => load.ended.size, { timeout: 30_000, intervals: [50] }).toBe(ids.length);
      await load.stop();
      // Beside the pools each listens to the others.
      const most = await connections.most();
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(servers * processes * (POOL_MAX + 1));
      const { rows } = await site.db.query(
        `SELECT (SELECT count(*) FROM jobs)::int AS jobs, (SELECT count(*) FROM attempts)::int AS attempts,
                (SELECT count(*) FROM jobs WHERE id = ANY ($1) AND status = 'succeeded')::int AS succeeded`,
        [ids],
      );
      expect(rows).toEqual([{ jobs: ids.length, attempts: ids.length, succeeded: ids.length }]);
      expect(await findQueueFaults(site.db)).toEqual([]);
      expect([...load.faults, ...client.faults]).toEqual([]);
    } finally {
      client.giveUp();
      await site.stop();
    }
  });
}
