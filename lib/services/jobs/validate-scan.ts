import { fieldErrors, invalidInput } from "@/lib/contracts/field-errors";
import type { SubmitJobBody } from "@/lib/contracts/job";
import { SCAN_OPTIONS } from "@/lib/contracts/scan-options/scan-options";
import type { FieldError } from "@/lib/domain/errors";
import { isUuid } from "@/lib/domain/is-uuid";
import { parseTarget } from "@/lib/domain/target/parse-target";
import { refuseTarget } from "@/lib/domain/target/refuse-target";
import type { Cidr } from "@/lib/domain/target/target-address";
import { type TargetKind, TOOLS } from "@/lib/domain/tool/tools";

export interface ValidScan {
  profile: string;
  options: Record<string, unknown>;
  timeoutSeconds: number;
}

const WANTED: Record<TargetKind, string> = {
  url: "must be a URL that starts with http:// or https://",
  host: "must be one host name or address, without a port",
  host_port: "must be host:port",
  archive: "must be the id of an uploaded archive",
};

/**
 * Checks a scan by its tool: target of the right form and not a refused address, a known profile, typed options.
 * Throws `invalid_input` with every fault at once. What needs DNS is checked by the agent, when the scan starts.
 */
export function validateScan(body: SubmitJobBody, allowed: readonly Cidr[]): ValidScan {
  const tool = TOOLS[body.tool];
  const errors: FieldError[] = [];
  const targetFault = findTargetFault(body.target, tool.target, allowed);
  if (targetFault) errors.push({ pointer: "/target", message: targetFault });
  const profile = body.profile ?? tool.profiles[0];
  if (!tool.profiles.includes(profile)) {
    errors.push({ pointer: "/profile", message: `must be one of ${tool.profiles.join(", ")}` });
  }
  const options = SCAN_OPTIONS[body.tool].safeParse(body.options);
  if (!options.success) errors.push(...fieldErrors(options.error.issues, "/options"));
  if (errors.length > 0 || !options.success) throw invalidInput(errors);
  return {
    profile,
    options: options.data,
    timeoutSeconds: body.timeout_seconds ?? tool.defaultTimeoutSeconds,
  };
}

function findTargetFault(raw: string, wanted: TargetKind, allowed: readonly Cidr[]): string | null {
  if (wanted === "archive") return isUuid(raw) ? null : WANTED.archive;
  const parsed = parseTarget(raw);
  if (!parsed.ok) return parsed.message;
  if (parsed.target.kind !== wanted) return WANTED[wanted];
  return refuseTarget(parsed.target, allowed);
}
