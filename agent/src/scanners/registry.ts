import { httpHeadersScanner } from "./http-headers/http-headers-scanner";
import { nmapScanner } from "./nmap/nmap-scanner";
import type { Scanner } from "./scanner";
import { secretsScanner } from "./secrets/secrets-scanner";
import { sslscanScanner } from "./sslscan/sslscan-scanner";

/** Every scanner that the agent knows; `probeTools` tells which of them this host can run. */
export const scanners: readonly Scanner[] = [httpHeadersScanner, secretsScanner, nmapScanner, sslscanScanner];

export function findScanner(tool: string): Scanner | null {
  return scanners.find((scanner) => scanner.tool === tool) ?? null;
}

/** Tools with versions as the agent reports them to the server; a probe that fails counts as absent. */
export async function probeTools(
  signal: AbortSignal = new AbortController().signal,
): Promise<{ name: string; version: string }[]> {
  const probed = await Promise.all(scanners.map((scanner) => scanner.probe(signal).catch(() => null)));
  return probed.filter((tool) => tool !== null);
}
