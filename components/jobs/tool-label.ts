import { isToolName, TOOLS } from "@/lib/domain/tool/tools";

/** The tool's name for people; a tool this console does not know yet keeps its own. */
export function toolLabel(tool: string): string {
  return isToolName(tool) ? TOOLS[tool].label : tool;
}
