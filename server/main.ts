import { Lifecycle } from "./lifecycle";
import { prepareEnvironment } from "./prepare-environment";
import { printStartError } from "./print-start-error";

/** `npm start`: the production server. */
async function main(lifecycle: Lifecycle): Promise<void> {
  lifecycle.stopOnSignals(0);
  await prepareEnvironment(lifecycle);
  // Loaded only now: these modules read the environment that has just been completed.
  const { startServer } = await import("./start-server");
  const server = await startServer(lifecycle);
  console.log(`Muster is ready at ${server.baseUrl}`);
  if (server.setupUrl) {
    console.log(
      `There is no admin yet. Open this one-time link to make the first one:\n\n  ${server.setupUrl}\n`,
    );
  }
}

const lifecycle = new Lifecycle();
main(lifecycle).catch((error: unknown) => {
  printStartError(error);
  void lifecycle.exit(1);
});
