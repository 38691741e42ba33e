import { optionFields } from "@/components/scan-form/option-fields";
import type { SubmitJobBody } from "@/lib/contracts/job";
import { isSelectionMode } from "@/lib/domain/job/selection-mode";
import { parseTarget } from "@/lib/domain/target/parse-target";
import { isTier } from "@/lib/domain/tier/tier";
import { TOOLS, type ToolName } from "@/lib/domain/tool/tools";

/** The form as its inputs hold it: text throughout; empty means "as the server has it". */
export interface ScanFormValues {
  tool: ToolName;
  target: string;
  archive: File | null;
  profile: string;
  options: Record<string, string>;
  tier: string;
  region: string;
  priority: string;
  timeout_seconds: string;
  selection_mode: string;
}

export const emptyScanForm: ScanFormValues = {
  tool: "http-headers",
  target: "",
  archive: null,
  profile: "",
  options: {},
  tier: "",
  region: "",
  priority: "0",
  timeout_seconds: "",
  selection_mode: "",
};

/** What can be said about the target before asking the server, or null. */
export function targetFault(tool: ToolName, target: string): string | null {
  const kind = TOOLS[tool].target;
  if (kind === "archive") return null;
  const parsed = parseTarget(target);
  if (!parsed.ok) return parsed.message;
  if (kind === "url" && parsed.target.kind !== "url") return "Start with http:// or https://.";
  if (kind !== "url" && parsed.target.kind === "url") return "Give the host alone, without http:// and path.";
  if (kind === "host_port" && parsed.target.kind !== "host_port") return "Add the port, such as :443.";
  if (kind === "host" && parsed.target.kind === "host_port") return "Give the host alone, without a port.";
  return null;
}

/** The request's body. `archiveId` stands in for the target where an archive was uploaded. */
export function toSubmitBody(
  values: ScanFormValues,
  archiveId: string | null,
): Partial<SubmitJobBody> & {
  tool: ToolName;
  target: string;
} {
  const options: Record<string, unknown> = {};
  for (const field of optionFields[values.tool]) {
    const text = values.options[field.name]?.trim() ?? "";
    if (text !== "") options[field.name] = field.read(text);
  }
  const priority = Number(values.priority);
  return {
    tool: values.tool,
    target: archiveId ?? values.target.trim(),
    ...(values.profile ? { profile: values.profile } : {}),
    ...(Object.keys(options).length > 0 ? { options } : {}),
    ...(isTier(values.tier) ? { tier: values.tier } : {}),
    ...(isSelectionMode(values.selection_mode) ? { selection_mode: values.selection_mode } : {}),
    ...(values.region.trim() ? { region: values.region.trim() } : {}),
    ...(priority === 0 ? {} : { priority }),
    ...(values.timeout_seconds.trim() ? { timeout_seconds: Number(values.timeout_seconds) } : {}),
  };
}

export type ScanFormField = Exclude<keyof ScanFormValues, "options" | "archive"> | `options.${string}`;

/** The input that a pointer of a refusal means, or null where there is none for it. */
export function fieldOfPointer(tool: ToolName, pointer: string): ScanFormField | null {
  const [, first, second] = pointer.split("/");
  if (first === "options") {
    const name = second?.replaceAll("~1", "/").replaceAll("~0", "~");
    return optionFields[tool].some((field) => field.name === name) ? `options.${name}` : null;
  }
  const plain: ScanFormField[] = [
    "tool",
    "target",
    "profile",
    "tier",
    "region",
    "priority",
    "timeout_seconds",
    "selection_mode",
  ];
  return plain.find((field) => field === first) ?? null;
}
