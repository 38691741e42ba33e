/**
 * The agent's own say about where a scan may go, whatever the server allowed.
 *
 * Promise: a target is resolved once; every address of the answer must be allowed, and the one given back is the only one the run may connect to, so a
 * name that changes its answer during the run (DNS rebinding) changes nothing.
 * Assumption: `allowCidrs` comes from the agent's operator, never from the server.
 * Failure: a refusal is an answer, not an exception; only a bad allow list throws, at start.
 */
import { lookup as systemLookup } from "node:dns/promises";
import { type ParsedTarget, parseTarget } from "@/lib/domain/target/parse-target";
import { refuseAddress, refuseTarget } from "@/lib/domain/target/refuse-target";
import { type Cidr, parseAddress, parseCidr } from "@/lib/domain/target/target-address";

export interface PinnedTarget {
  target: ParsedTarget;
  address: string;
  family: 4 | 6;
}

export type TargetResolution =
  | { ok: true; pinned: PinnedTarget }
  | { ok: false; code: "target_invalid" | "target_refused" | "target_unresolvable"; message: string };

export interface TargetPolicy {
  resolve(raw: string): Promise<TargetResolution>;
}

interface TargetPolicySettings {
  allowCidrs: readonly string[];
  lookup?: (host: string) => Promise<string[]>;
}

const lookupSeconds = 10;

export function createTargetPolicy({ allowCidrs, lookup = lookupAll }: TargetPolicySettings): TargetPolicy {
  const allow = allowCidrs.map(readCidr);
  return {
    async resolve(raw) {
      const parsing = parseTarget(raw);
      if (!parsing.ok) return { ok: false, code: "target_invalid", message: parsing.message };
      const { target } = parsing;
      const refusal = refuseTarget(target, allow);
      if (refusal !== null) return { ok: false, code: "target_refused", message: refusal };
      const addresses =
        target.hostKind === "name" ? await lookup(target.host).catch(() => []) : [target.host];
      return pinFirst(target, addresses, allow);
    },
  };
}

function pinFirst(target: ParsedTarget, addresses: string[], allow: readonly Cidr[]): TargetResolution {
  for (const address of addresses) {
    const refusal = refuseAddress(address, allow);
    if (refusal !== null) return { ok: false, code: "target_refused", message: `${target.host}: ${refusal}` };
  }
  const [address] = addresses;
  const family = address === undefined ? undefined : parseAddress(address)?.family;
  if (address === undefined || family === undefined)
    return { ok: false, code: "target_unresolvable", message: `${target.host} has no address.` };
  return { ok: true, pinned: { target, address, family } };
}

async function lookupAll(host: string): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("lookup took too long")), lookupSeconds * 1_000);
  });
  try {
    const answers = await Promise.race([systemLookup(host, { all: true }), tooLate]);
    return answers.map((answer) => answer.address);
  } finally {
    clearTimeout(timer);
  }
}

function readCidr(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === null) throw new RangeError(`"${text}" in the list of allowed target ranges is not a CIDR.`);
  return cidr;
}
