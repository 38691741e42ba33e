import { randomBytes } from "node:crypto";
import { link, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { makeDirectory } from "./make-directory";

const Secrets = z.strictObject({
  MUSTER_SECRET: z.string().min(32),
  NEXTAUTH_SECRET: z.string().min(32),
  CRON_SECRET: z.string().min(32),
});
export type Secrets = z.infer<typeof Secrets>;
const SET_ALL = `set ${Object.keys(Secrets.shape).join(", ")} yourself`;

/** The message is for the operator: what is wrong, and what to do. */
export class SecretsError extends Error {
  override readonly name = "SecretsError";
}

/**
 * The installation's own secrets, made at the first start and kept in `<data>/secrets.json` (0600).
 * A file that cannot be read as such is refused, never replaced: a new secret would invalidate every key and session.
 */
export async function loadSecrets(dataDirectory: string): Promise<Secrets> {
  try {
    return await readOrMake(dataDirectory);
  } catch (cause) {
    if (cause instanceof SecretsError) throw cause;
    throw new SecretsError(
      `The secrets cannot be kept in ${dataDirectory} (${String(cause)}). Name a folder that this user may write to with MUSTER_DATA_DIR, or ${SET_ALL}.`,
      { cause },
    );
  }
}

async function readOrMake(dataDirectory: string): Promise<Secrets> {
  const path = join(dataDirectory, "secrets.json");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text !== null) {
    const parsed = Secrets.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    throw new SecretsError(`${path} is damaged. Restore it from a backup, or ${SET_ALL}.`);
  }
  const made = Secrets.parse(
    Object.fromEntries(Object.keys(Secrets.shape).map((name) => [name, randomBytes(32).toString("hex")])),
  );
  await makeDirectory(dataDirectory, 0o711);
  return await keepFirst(path, made);
}

/** Two servers that start on one folder at once end up with the same secrets: the first whole file wins. */
async function keepFirst(path: string, made: Secrets): Promise<Secrets> {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(made, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return Secrets.parse(parse(await readFile(path, "utf8")));
  } finally {
    await unlink(draft);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
