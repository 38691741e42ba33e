import cluster from "node:cluster";
import { serveAsWorker } from "./cluster/serve-as-worker";
import { Lifecycle } from "./lifecycle";
import { prepareEnvironment } from "./prepare-environment";
import { printStartError } from "./print-start-error";
import type { RunningServer } from "./running-server";

/** `npm start`: the production server, in this process or, with WEB_CONCURRENCY, in several under this one. */
async function main(lifecycle: Lifecycle): Promise<void> {
  lifecycle.stopOnSignals(0);
  if (cluster.isWorker) return await serveAsWorker(lifecycle);
  const { processes } = await prepareEnvironment(lifecycle);
  const server = await start(lifecycle, processes);
  console.log(`Muster is ready at ${server.baseUrl}`);
  if (server.setupUrl) {
    console.log(
      `There is no admin yet. Open this one-time link to make the first one:\n\n  ${server.setupUrl}\n`,
    );
  }
}

/** Loaded only now: these modules read the environment that has just been completed. */
async function start(lifecycle: Lifecycle, processes: number): Promise<RunningServer> {
  if (processes === 1) return await (await import("./start-server")).startServer(lifecycle);
  const { startCluster } = await import("./cluster/start-cluster");
  return await startCluster(lifecycle, { count: processes, program: import.meta.filename });
}

const lifecycle = new Lifecycle();
main(lifecycle).catch((error: unknown) => {
  printStartError(error);
  void lifecycle.exit(1);
});
