/**
 * TLS configuration of one port, by sslscan.
 *
 * Promise: connects to the pinned address only, with the target's name as SNI; success means that the port answered in TLS.
 */
import path from "node:path";
import { type SslscanOptions, sslscanOptions, sslscanProfiles } from "@/lib/contracts/scan-options/sslscan";
import { probeTool } from "../probe-tool";
import { readOptions } from "../read-options";
import { readXmlFile } from "../read-xml";
import { failedRun, outcomeOfRun, runTool } from "../run-tool";
import type { Scanner } from "../scanner";
import type { PinnedTarget } from "../target-policy";
import { parseSslscan } from "./parse-sslscan";

const defaultPort = 443;

export const sslscanScanner: Scanner<SslscanOptions> = {
  tool: "sslscan",
  family: "tls",
  probe(signal) {
    return probeTool("sslscan", ["--version"], /(\d+\.\d+\.\d+)/, signal);
  },
  parseOptions(profile, options) {
    return readOptions(sslscanProfiles, "standard", sslscanOptions, profile, options);
  },
  async run(context) {
    const resolution = await context.policy.resolve(context.target);
    if (!resolution.ok) return failedRun(null, resolution.code, resolution.message);
    const { pinned } = resolution;
    const port = pinned.target.port ?? defaultPort;
    const file = path.join(context.workDir, "sslscan.xml");
    context.progress(5);
    const result = await runTool(context, "sslscan", sslscanArguments(pinned, port, file, context.options));
    const early = outcomeOfRun(result);
    if (early !== null) return early;
    const parsed = parseSslscan(await readXmlFile(file), `${pinned.target.host}:${port}/tcp`, new Date());
    if (!parsed.ok) return failedRun(result.exitCode, "connection_failed", parsed.message);
    for (const finding of parsed.findings) context.finding(finding);
    context.progress(100);
    return { status: "succeeded", exit_code: result.exitCode, complete: true };
  },
};

function sslscanArguments(
  pinned: PinnedTarget,
  port: number,
  file: string,
  options: SslscanOptions,
): string[] {
  const { host, hostKind } = pinned.target;
  const address = pinned.family === 6 ? `[${pinned.address}]` : pinned.address;
  return [
    "--no-colour",
    `--timeout=${options.connection_timeout_seconds}`,
    `--xml=${file}`,
    ...(hostKind === "name" ? [`--sni-name=${host}`] : []),
    `${address}:${port}`,
  ];
}
