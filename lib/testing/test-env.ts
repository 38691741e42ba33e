/**
 * Vitest setup file: the environment that a test process has before anything reads it. Values are random a run, so that
 * no test can come to rely on one.
 */
import { randomBytes } from "node:crypto";

const random = () => randomBytes(24).toString("hex");

Object.assign(process.env, {
  NODE_ENV: "test",
  MUSTER_SECRET: random(),
  NEXTAUTH_SECRET: random(),
  NEXTAUTH_URL: "http://127.0.0.1:3000",
  CRON_SECRET: random(),
  LOG_LEVEL: "silent",
});
