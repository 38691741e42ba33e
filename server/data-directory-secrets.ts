import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const Secrets = z.strictObject({
  MUSTER_SECRET: z.string().min(32),
  NEXTAUTH_SECRET: z.string().min(32),
  CRON_SECRET: z.string().min(32),
});
export type Secrets = z.infer<typeof Secrets>;

/**
 * The installation's own secrets, made at the first start and kept in `<data>/secrets.json` (0600).
 * A file that cannot be read as such is refused, never replaced: a new secret would invalidate every key and session.
 */
export async function loadSecrets(dataDirectory: string): Promise<Secrets> {
  const path = join(dataDirectory, "secrets.json");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text !== null) {
    const parsed = Secrets.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    throw new Error(
      `${path} is damaged. Restore it from a backup, or set MUSTER_SECRET, NEXTAUTH_SECRET and CRON_SECRET.`,
    );
  }
  const made = Secrets.parse(
    Object.fromEntries(Object.keys(Secrets.shape).map((name) => [name, randomBytes(32).toString("hex")])),
  );
  await mkdir(dataDirectory, { recursive: true, mode: 0o711 });
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
