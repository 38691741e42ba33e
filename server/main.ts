import { EnvError } from "@/lib/config/env";
import { EmbeddedPostgresError } from "./postgres/embedded-postgres-error";
import { prepareEnvironment } from "./prepare-environment";
import { stopOnSignal } from "./stop-on-signal";

/** `npm start`: the production server. */
async function main(): Promise<void> {
  const { postgres } = await prepareEnvironment();
  // Loaded only now: these modules read the environment that has just been completed.
  const { startServer } = await import("./start-server");
  try {
    const server = await startServer();
    stopOnSignal(async () => {
      await server.stop();
      await postgres?.stop();
    });
    console.log(`Muster is ready at ${server.baseUrl}`);
    if (server.setupUrl) {
      console.log(
        `There is no admin yet. Open this one-time link to make the first one:\n\n  ${server.setupUrl}\n`,
      );
    }
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

main().catch((error: unknown) => {
  // What the operator can mend is said in one line; anything else keeps its stack.
  const isKnown =
    error instanceof EnvError || error instanceof EmbeddedPostgresError || isNamed(error, "PortTakenError");
  console.error(isKnown && error instanceof Error ? error.message : error);
  process.exit(1);
});

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
