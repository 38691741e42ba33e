import { join } from "node:path";
import { requireSecret } from "@/lib/config/env";
import { runMigrations } from "@/lib/db/migrate/run-migrations";
import { log } from "@/lib/log";
import { rootDirectory } from "./root-directory";

/** Applies what is missing of the installation's migrations. */
export async function migrateDatabase(): Promise<void> {
  await runMigrations(requireSecret("DATABASE_URL"), {
    directory: join(rootDirectory(), "prisma", "migrations"),
    log,
  });
}
