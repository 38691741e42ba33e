import { EnvError } from "@/lib/config/env";
import { EmbeddedPostgresError } from "./postgres/embedded-postgres-error";

/** What the operator can mend is said in one line; anything else keeps its stack. Known by name where the class lies in a part that is loaded later. */
export function printStartError(error: unknown): void {
  const isKnown =
    error instanceof EnvError ||
    error instanceof EmbeddedPostgresError ||
    (error instanceof Error && ["PortTakenError", "MigrationError", "WorkerStartError"].includes(error.name));
  console.error(isKnown ? error.message : error);
}
