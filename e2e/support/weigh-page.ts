import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./start-program";
import { demo } from "./state";

/** JavaScript that a page loads at first, in bytes after gzip. */
export interface PageWeight {
  /** What every page of the framework loads. */
  framework: number;
  /** The page, its layouts and what they share with other pages. */
  own: number;
}

interface BuildManifest {
  rootMainFiles: string[];
}

const manifest = join(ROOT, ".next", "build-manifest.json");
const weights = new Map<string, number>();

/**
 * Weighs the scripts that the page's HTML names. What the page fetches later, after a press or once it is shown, is
 * not among them; nor is what only browsers without modules load.
 */
export async function weighPage(address: string, cookie: string): Promise<PageWeight> {
  const response = await fetch(new URL(address, demo().base_url), { headers: { cookie } });
  if (response.status !== 200) throw new Error(`${address} answered ${response.status}`);
  const html = await response.text();
  const scripts = new Set(
    [...html.matchAll(/<script\b[^>]*>/gi)]
      .filter(([tag]) => !/\snomodule/i.test(tag))
      .flatMap(([tag]) => /\ssrc="([^"]+)"/.exec(tag)?.[1] ?? []),
  );
  const { rootMainFiles } = JSON.parse(readFileSync(manifest, "utf8")) as BuildManifest;
  const weight: PageWeight = { framework: 0, own: 0 };
  for (const script of scripts) {
    const isFramework = rootMainFiles.some((file) => script.endsWith(`/${file}`));
    weight[isFramework ? "framework" : "own"] += await weighScript(script);
  }
  return weight;
}

async function weighScript(path: string): Promise<number> {
  const known = weights.get(path);
  if (known !== undefined) return known;
  const response = await fetch(new URL(path, demo().base_url));
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  const weight = gzipSync(Buffer.from(await response.arrayBuffer())).length;
  weights.set(path, weight);
  return weight;
}
