/**
 * Brings up the Postgres that ships with Muster for installations without a database server of their own.
 *
 * Promise: at most one Muster and one Postgres on a data folder; committed data survives every kind of death of either;
 * no Postgres process outlives `stop()`, and one orphaned by a killed Muster is stopped by the next start. A Postgres that
 * dies while Muster runs is started again on the same port, so connection pools recover by themselves.
 *
 * Fails with an EmbeddedPostgresError whose message tells the operator what to do.
 */
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { readCredentials } from "./cluster-credentials";
import { canEnter } from "./drop-privileges";
import { EmbeddedPostgresError } from "./embedded-postgres-error";
import { APP_DATABASE, APP_ROLE, ensureAppDatabase } from "./ensure-app-database";
import { findBinaries } from "./find-binaries";
import { findFreePort, isPortFree } from "./free-port";
import { initCluster } from "./init-cluster";
import { acquireInstanceLock } from "./instance-lock";
import { type ClusterLocation, locateCluster, SYSTEM_STATE_DIR } from "./locate-cluster";
import {
  LaunchError,
  launchPostmaster,
  type Postmaster,
  portTakenMessage,
  stopPostmaster,
} from "./postmaster";
import { findRunningPostmaster } from "./postmaster-pid-file";
import { type Binaries, prepareBinaries } from "./prepare-binaries";

export interface EmbeddedPostgresOptions {
  /** Created if missing. Database files lie in its folder `postgres`, see locate-cluster.ts for the exception. */
  dataDir: string;
  /** Exactly this port or an error. Without it the usual one, or any free one while that is taken. */
  port?: number;
  log: Pick<Logger, "info" | "warn" | "error">;
  /** Called when Postgres has ended and is not started again: nothing works any more. */
  onGivenUp?: () => void;
  /** Server settings for this run only, for example fsync=off for tests. */
  settings?: Record<string, string>;
  /** Where the files go when root's Postgres cannot reach `dataDir`. */
  systemStateDir?: string;
}

export interface EmbeddedPostgres {
  /** As the application's role, which owns the database `muster` and is no superuser. */
  url: string;
  /** As the superuser, to the maintenance database. */
  adminUrl: string;
  port: number;
  /** Where the database files lie. */
  clusterDir: string;
  /** Ends Postgres and releases the data folder. Further calls await the same end. */
  stop(): Promise<void>;
}

const USUAL_PORT = 54329;
const PREVIOUS_LIFE_SECONDS = 20;
const MAX_RESTARTS_PER_MINUTE = 3;

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, settings = {}, systemStateDir = SYSTEM_STATE_DIR } = options;
  const dataDir = resolve(options.dataDir);
  const binaryPackage = await findBinaries();
  const location = await locateCluster(dataDir, systemStateDir);
  const { home, clusterDir, account, isRelocated } = location;
  if (isRelocated) {
    log.info(
      { clusterDir },
      `Postgres runs as ${account?.name} and cannot enter ${dataDir}, so its files lie in ${home}; remove both to reset`,
    );
  }
  const lock = await acquireInstanceLock(home);
  try {
    const copyParents = account
      ? [systemStateDir, ...((await canEnter(dataDir, account)) ? [dataDir] : [])]
      : [dataDir];
    const binaries = await prepareBinaries(binaryPackage, account, copyParents);
    if (await initCluster(location, binaries, settings.fsync === "off"))
      log.info({ clusterDir }, "database created");
    const credentials = await readCredentials(clusterDir);
    await stopOrphan(clusterDir, log);

    const launch = (port: number) => launchWhenFree(location, binaries, port, settings, log);
    const { postmaster, port } = await launchOnPort(options.port, launch);
    const server = supervise(postmaster, clusterDir, () => launch(port), options);
    const adminUrl = `postgresql://postgres:${credentials.superuserPassword}@127.0.0.1:${port}/postgres`;
    let stopped: Promise<void> | null = null;
    const stop = () => {
      stopped ??= server.stop().finally(() => lock.release());
      return stopped;
    };
    try {
      await ensureAppDatabase(adminUrl, credentials.musterPassword);
    } catch (error) {
      await stop();
      throw error;
    }
    log.info({ port, pid: postmaster.pid, clusterDir }, "embedded Postgres is ready");
    const url = `postgresql://${APP_ROLE}:${credentials.musterPassword}@127.0.0.1:${port}/${APP_DATABASE}`;
    return { url, adminUrl, port, clusterDir, stop };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function launchOnPort(
  wanted: number | undefined,
  launch: (port: number) => Promise<Postmaster>,
): Promise<{ postmaster: Postmaster; port: number }> {
  if (wanted !== undefined) {
    if (!(await isPortFree(wanted))) throw new EmbeddedPostgresError("port_taken", portTakenMessage(wanted));
    return { postmaster: await launch(wanted), port: wanted };
  }
  for (let attempt = 1; ; attempt++) {
    const port = attempt === 1 && (await isPortFree(USUAL_PORT)) ? USUAL_PORT : await findFreePort();
    try {
      return { postmaster: await launch(port), port };
    } catch (error) {
      // Somebody took the port between the look and the start.
      if (!(error instanceof LaunchError) || error.failure !== "port_taken" || attempt === 5) throw error;
    }
  }
}

/** Only called under the instance lock: whoever started the Postgres found here is dead. */
async function stopOrphan(clusterDir: string, log: EmbeddedPostgresOptions["log"]): Promise<void> {
  const orphan = await findRunningPostmaster(clusterDir);
  if (orphan === null) return;
  log.warn({ pid: orphan }, "stopping the Postgres that an earlier Muster left running");
  await stopPostmaster(orphan, clusterDir);
}

/** Backends of a killed Postgres notice its end within moments; until then they hold its shared memory. */
async function launchWhenFree(
  location: ClusterLocation,
  binaries: Binaries,
  port: number,
  settings: Record<string, string>,
  log: EmbeddedPostgresOptions["log"],
): Promise<Postmaster> {
  const deadlineAt = Date.now() + PREVIOUS_LIFE_SECONDS * 1000;
  for (;;) {
    try {
      return await launchPostmaster(location, binaries, join(location.home, "postgres.log"), port, settings);
    } catch (error) {
      const isPassing = error instanceof LaunchError && error.failure === "previous_life_ending";
      if (!isPassing || Date.now() > deadlineAt) throw error;
      await stopOrphan(location.clusterDir, log);
      await delay(100);
    }
  }
}

/** Starts Postgres again when it dies by itself, a few times; stops it with this process whenever that can be caught. */
function supervise(
  first: Postmaster,
  clusterDir: string,
  relaunch: () => Promise<Postmaster>,
  { log, onGivenUp }: Pick<EmbeddedPostgresOptions, "log" | "onGivenUp">,
): { stop(): Promise<void> } {
  let current: Postmaster | null = first;
  let relaunching: Promise<void> = Promise.resolve();
  let isStopping = false;
  const restartedAt: number[] = [];

  const interruptOnExit = () => {
    // Only a signal can be sent from an exit handler; Postgres shuts down by itself on it.
    if (current) process.kill(current.pid, "SIGINT");
  };
  process.once("exit", interruptOnExit);

  const watch = (postmaster: Postmaster) => {
    void postmaster.exited.then((how) => {
      current = null;
      if (isStopping) return;
      const recent = restartedAt.filter((at) => at > Date.now() - 60_000);
      if (recent.length >= MAX_RESTARTS_PER_MINUTE) {
        log.error({ how }, "embedded Postgres keeps ending and is not started again; see postgres.log");
        onGivenUp?.();
        return;
      }
      log.error({ how }, "embedded Postgres ended unexpectedly; starting it again");
      restartedAt.push(Date.now());
      relaunching = relaunch().then(
        (next) => {
          current = next;
          log.warn({ pid: next.pid }, "embedded Postgres is running again");
          watch(next);
        },
        (error: unknown) => {
          log.error({ err: error }, "embedded Postgres could not be started again");
          onGivenUp?.();
        },
      );
    });
  };
  watch(first);

  return {
    async stop() {
      isStopping = true;
      await relaunching;
      const running = current;
      if (running) await stopPostmaster(running.pid, clusterDir, () => current !== running);
      process.removeListener("exit", interruptOnExit);
      log.info("embedded Postgres has stopped");
    },
  };
}
