/** `npm run db:migrate`: applies all migrations to DATABASE_URL. */
import { join } from "node:path";
import pino from "pino";
import { parseEnv } from "@/lib/config/env";
import { runMigrations } from "@/lib/db/migrate/run-migrations";

const { DATABASE_URL: url } = parseEnv(process.env);
if (!url) throw new Error("Set DATABASE_URL to the database to migrate.");
const directory = join(import.meta.dirname, "..", "prisma", "migrations");
const applied = await runMigrations(url, { directory, log: pino({ base: null }) });
console.log(applied.length === 0 ? "Nothing to apply." : `Applied ${applied.join(", ")}.`);
