/** `npm run db:rollback`: undoes the last migration of DATABASE_URL by its down.sql. What its tables hold is lost. */
import { join } from "node:path";
import pino from "pino";
import { parseEnv } from "@/lib/config/env";
import { rollbackLastMigration } from "@/lib/db/migrate/rollback-last-migration";

const { DATABASE_URL: url } = parseEnv(process.env);
if (!url) throw new Error("Set DATABASE_URL to the database to roll back.");
const directory = join(import.meta.dirname, "..", "prisma", "migrations");
console.log(`Rolled back ${await rollbackLastMigration(url, { directory, log: pino({ base: null }) })}.`);
