import type { ToolName } from "@/lib/domain/tool/tools";

export interface OptionField {
  /** As the scanner knows it. */
  name: string;
  hint: string;
  kind: "text" | "number" | "lines";
  placeholder?: string;
  min?: number;
  max?: number;
  /** From the input's text to the value on the wire. */
  read: (text: string) => unknown;
}

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** The typed options of each scanner, as the agents' adapters take them. There are no free flags. */
export const optionFields: Record<ToolName, readonly OptionField[]> = {
  "http-headers": [
    {
      name: "paths_extra",
      hint: "Looked for beside the built-in list; one a line, at most 20.",
      kind: "lines",
      placeholder: "/backup.zip",
      read: lines,
    },
    {
      name: "request_timeout_seconds",
      hint: "1 to 60, default 10.",
      kind: "number",
      placeholder: "10",
      min: 1,
      max: 60,
      read: Number,
    },
    {
      name: "delay_ms",
      hint: "0 to 1000, default 0. Be gentle to a small server.",
      kind: "number",
      placeholder: "0",
      min: 0,
      max: 1000,
      read: Number,
    },
  ],
  secrets: [],
  nmap: [
    {
      name: "ports",
      hint: "Numbers and ranges. The thousand most frequent by default.",
      kind: "text",
      placeholder: "22,80,8000-8100",
      read: (text) => text.replaceAll(" ", ""),
    },
  ],
  sslscan: [
    {
      name: "connection_timeout_seconds",
      hint: "1 to 30, default 5.",
      kind: "number",
      placeholder: "5",
      min: 1,
      max: 30,
      read: Number,
    },
  ],
};
