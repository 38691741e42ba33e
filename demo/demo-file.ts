import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** What `.muster/demo.json` holds, for people and scripts that want to use the demo. All secrets are random. */
export const DemoFile = z.strictObject({
  base_url: z.string(),
  admin: z.strictObject({ email: z.string(), password: z.string(), api_key: z.string() }),
  tenants: z.array(
    z.strictObject({
      slug: z.string(),
      plan: z.enum(["free", "team", "business", "enterprise"]),
      api_key: z.string(),
      users: z.array(z.strictObject({ email: z.string(), password: z.string(), role: z.string() })),
    }),
  ),
  bootstrap_tokens: z.strictObject({ shared: z.string(), dedicated: z.string(), premium: z.string() }),
  cron_secret: z.string(),
});
export type DemoFile = z.infer<typeof DemoFile>;

const pathOf = (dataDirectory: string) => join(dataDirectory, "demo.json");

/** The file of an earlier start; null when there is none or it is not one of ours. */
export async function readDemoFile(dataDirectory: string): Promise<DemoFile | null> {
  try {
    return DemoFile.parse(JSON.parse(await readFile(pathOf(dataDirectory), "utf8")));
  } catch {
    return null;
  }
}

/** Written whole or not at all, readable by its owner only. */
export async function writeDemoFile(dataDirectory: string, content: DemoFile): Promise<string> {
  const path = pathOf(dataDirectory);
  // With a database of one's own nobody has needed the folder so far.
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return path;
}
