/** Started by the tests as a process of its own, to be killed or run as another user: holds an embedded Postgres until stdin ends. */
import pino from "pino";
import { startEmbeddedPostgres } from "./start-embedded-postgres";

const [dataDir = "", systemStateDir = ""] = process.argv.slice(2);
const postgres = await startEmbeddedPostgres({ dataDir, systemStateDir, log: pino({ level: "silent" }) });
process.stdout.write(`${JSON.stringify(postgres)}\n`);
process.stdin.resume().once("end", () => void postgres.stop());
