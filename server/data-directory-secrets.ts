import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
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
  await writeFile(`${path}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return made;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
