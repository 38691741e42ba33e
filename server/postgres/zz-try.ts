import { startEmbeddedPostgres } from "/work/main/server/postgres/start-embedded-postgres";
import pino from "pino"; import pg from "pg";
const t=Date.now();
const p = await startEmbeddedPostgres({ dataDir: process.argv[2]!, log: pino(), systemStateDir: "/tmp/sysstate" });
console.log(Date.now()-t, p);
const c = new pg.Client(p.url); await c.connect(); console.log((await c.query("select version(), current_setting('fsync') f, (select datcollate||datlocprovider||datlocale from pg_database where datname='muster') l")).rows); await c.end();
await p.stop(); console.log(Date.now()-t);
