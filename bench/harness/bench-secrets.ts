import { randomBytes } from "node:crypto";

const random = () => randomBytes(32).toString("hex");

/** Secrets of this run: for the server, and for this process, which makes keys that the server accepts. */
export const benchSecrets = { MUSTER_SECRET: random(), NEXTAUTH_SECRET: random(), CRON_SECRET: random() };

/** Call before the first key is made. */
export function adoptBenchSecrets(): void {
  Object.assign(process.env, benchSecrets);
}
