/**
 * Port and service discovery by nmap.
 *
 * Promise: one pinned address, connect scan, an allow-list of scripts, no free flags. Two phases: ports first, then services of the open ones, because
 * nmap's XML of an interrupted run holds nothing; so a cancelled second phase keeps the ports.
 */
import path from "node:path";
import { type NmapOptions, nmapOptions, nmapProfiles } from "@/lib/contracts/scan-options/nmap";
import { probeTool } from "../probe-tool";
import { readOptions } from "../read-options";
import { readXmlFile } from "../read-xml";
import { failedRun, outcomeOfRun, runTool } from "../run-tool";
import type { ScanContext, Scanner, ScanOutcome } from "../scanner";
import type { PinnedTarget } from "../target-policy";
import { discoveryArguments, serviceArguments } from "./nmap-arguments";
import { type NmapReport, parseNmap } from "./parse-nmap";

type Phase = { outcome: ScanOutcome; report: NmapReport | null };

export const nmapScanner: Scanner<NmapOptions> = {
  tool: "nmap",
  family: "network",
  probe(signal) {
    return probeTool("nmap", ["--version"], /^Nmap version (\d+[\w.]*)/m, signal);
  },
  parseOptions(profile, options) {
    return readOptions(nmapProfiles, "quick", nmapOptions, profile, options);
  },
  async run(context) {
    const resolution = await context.policy.resolve(context.target);
    if (!resolution.ok) return failedRun(null, resolution.code, resolution.message);
    const { pinned } = resolution;
    const { profile } = context.options;
    const ports = context.options.ports ?? (pinned.target.port === null ? null : String(pinned.target.port));
    const quickShare = profile === "quick" ? 100 : 25;
    const discovery = await runPhase(context, pinned, "ports.xml", [0, quickShare], (file) =>
      discoveryArguments(pinned, ports, file),
    );
    report(context, discovery.report, []);
    const openPorts = discovery.report?.openPorts ?? [];
    if (profile === "quick" || discovery.outcome.status !== "succeeded" || openPorts.length === 0)
      return discovery.outcome;

    const services = await runPhase(context, pinned, "services.xml", [quickShare, 100], (file) =>
      serviceArguments(pinned, openPorts, file),
    );
    // The ports have been reported; the second phase says the same of them in more words.
    report(context, services.report, ["open-port"]);
    return { ...services.outcome, complete: services.outcome.complete && discovery.outcome.complete };
  },
};

async function runPhase(
  context: ScanContext<NmapOptions>,
  pinned: PinnedTarget,
  fileName: string,
  [from, to]: [number, number],
  argumentsFor: (file: string) => string[],
): Promise<Phase> {
  const file = path.join(context.workDir, fileName);
  const result = await runTool(context, "nmap", argumentsFor(file), (text) => {
    const percent = [...text.matchAll(/About (\d+(?:\.\d+)?)% done/g)].at(-1)?.[1];
    if (percent !== undefined) context.progress(Math.round(from + ((to - from) * Number(percent)) / 100));
  });
  const early = outcomeOfRun(result);
  if (early !== null) return { outcome: early, report: null };
  const parsed = parseNmap(await readXmlFile(file), pinned.target.host, new Date());
  if (parsed === null)
    return {
      outcome: failedRun(result.exitCode, "tool_output_unreadable", "nmap left no finished report."),
      report: null,
    };
  context.progress(to);
  return {
    outcome: { status: "succeeded", exit_code: result.exitCode, complete: parsed.complete },
    report: parsed,
  };
}

function report(context: ScanContext<NmapOptions>, parsed: NmapReport | null, leaveOut: string[]): void {
  for (const finding of parsed?.findings ?? [])
    if (!leaveOut.includes(finding.rule_id)) context.finding(finding);
}
