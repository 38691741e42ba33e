import { EnvError } from "@/lib/config/env";
import { EmbeddedPostgresError } from "./postgres/embedded-postgres-error";

const KNOWN_NAMES = new Set(["ListenError", "MigrationError", "SecretsError", "WorkerStartError"]);

/** What the operator can mend is said in one line; anything else keeps its stack. Known by name where the class lies in a part that is loaded later. */
export function printStartError(error: unknown): void {
  const isKnown =
    error instanceof EnvError ||
    error instanceof EmbeddedPostgresError ||
    (error instanceof Error && KNOWN_NAMES.has(error.name));
  console.error(isKnown ? error.message : error);
}
