import pino from "pino";
import { env } from "@/lib/config/env";
import { workerSlot } from "@/lib/config/worker-slot";

/** Structured logs on standard output. Fields that could carry a credential are cut by name, down to the third level. */
const SECRET_FIELDS = [
  "authorization",
  "cookie",
  "password",
  "api_key",
  "raw_token",
  "job_token",
  "bootstrap_token",
  "secret",
];

export const log = pino({
  level: env().LOG_LEVEL,
  base: workerSlot === null ? null : { worker: workerSlot },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: "[redacted]",
  },
});

export type Log = pino.Logger;
