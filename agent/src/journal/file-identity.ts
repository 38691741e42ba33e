/**
 * Who this agent is, in the data folder, readable by its user alone.
 *
 * Promise: a file is there whole or not at all (written beside, synced, renamed); the join that is under way is on disk before it is sent, so that a join
 * whose answer was lost becomes the same agent when it is repeated.
 * Assumption: the data folder belongs to the agent; it is made 0700, its files 0600.
 * Failure: a damaged file is an error that names it; it is never overwritten by reading.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import * as z from "zod";
import { FLEETS } from "@/lib/domain/agent/fleet";

const Identity = z.object({
  url: z.string(),
  agent_id: z.string(),
  api_key: z.string(),
  api_key_prefix: z.string(),
  tier: z.string(),
  /** Whose agent it is, which decides where its calls go. Identities from before tenants had agents do not say it. */
  fleet: z.enum(FLEETS).default("platform"),
  name: z.string(),
  joined_at: z.string(),
});
export type Identity = z.infer<typeof Identity>;

const OpenJoin = z.object({
  /** Hash of what the operator asked for; the same again continues this join, anything else is another one. */
  request_hash: z.string(),
  idempotency_key: z.string(),
  /** The body as it was sent, without the token. */
  body: z.record(z.string(), z.unknown()),
});
export type OpenJoin = z.infer<typeof OpenJoin>;

export class DamagedFileError extends Error {}

export const identityFileName = "identity.json";
const joinFileName = "join.json";

export interface IdentityStore {
  load(): Identity | null;
  save(identity: Identity): void;
  remove(): void;
  loadJoin(): OpenJoin | null;
  saveJoin(join: OpenJoin): void;
  removeJoin(): void;
}

export function createFileIdentity(dataDir: string): IdentityStore {
  const identityFile = path.join(dataDir, identityFileName);
  const joinFile = path.join(dataDir, joinFileName);
  return {
    load: () => readJson(identityFile, Identity),
    save: (identity) => writeJson(dataDir, identityFile, identity),
    remove: () => rmSync(identityFile, { force: true }),
    loadJoin: () => readJson(joinFile, OpenJoin),
    saveJoin: (join) => writeJson(dataDir, joinFile, join),
    removeJoin: () => rmSync(joinFile, { force: true }),
  };
}

function readJson<T>(file: string, schema: z.ZodType<T>): T | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new DamagedFileError(`${file} is damaged. Move it away and join again.`);
  }
}

function writeJson(dataDir: string, file: string, value: unknown): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  const descriptor = openSync(draft, "wx", 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
  syncFolder(dataDir);
}

/** Makes the rename itself durable. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
