import pino from "pino";
import { env } from "@/lib/config/env";

/** Structured logs on standard output. Anything that could carry a credential is cut by name, wherever it is nested. */
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
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: "[redacted]",
  },
});

export type Log = pino.Logger;
