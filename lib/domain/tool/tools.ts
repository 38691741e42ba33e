/**
 * The scanners a tenant may ask for: what they expect as target, their profiles, and the family that
 * fingerprints are computed with (two tools of one family report the same weakness as the same finding).
 */
export const TOOL_NAMES = ["http-headers", "secrets", "nmap", "sslscan"] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** Profiles by tool, the default first. */
export const TOOL_PROFILES = {
  "http-headers": ["standard", "quick"],
  secrets: ["standard"],
  nmap: ["quick", "services"],
  sslscan: ["standard"],
} as const;

export type TargetKind = "url" | "host" | "host_port" | "archive";

export interface Tool {
  name: ToolName;
  label: string;
  description: string;
  target: TargetKind;
  family: string;
  profiles: readonly [string, ...string[]];
  defaultTimeoutSeconds: number;
}

export const TOOLS: Record<ToolName, Tool> = {
  "http-headers": {
    name: "http-headers",
    label: "HTTP headers",
    description: "Headers, cookies, certificate and exposed files of a web site",
    target: "url",
    family: "web",
    profiles: TOOL_PROFILES["http-headers"],
    defaultTimeoutSeconds: 300,
  },
  secrets: {
    name: "secrets",
    label: "Secrets",
    description: "Keys and passwords in an uploaded repository archive",
    target: "archive",
    family: "secrets",
    profiles: TOOL_PROFILES.secrets,
    defaultTimeoutSeconds: 600,
  },
  nmap: {
    name: "nmap",
    label: "Open ports",
    description: "Open ports and the services behind them",
    target: "host",
    family: "network",
    profiles: TOOL_PROFILES.nmap,
    defaultTimeoutSeconds: 900,
  },
  sslscan: {
    name: "sslscan",
    label: "TLS configuration",
    description: "Protocols, ciphers and certificate of a TLS port",
    target: "host_port",
    family: "tls",
    profiles: TOOL_PROFILES.sslscan,
    defaultTimeoutSeconds: 300,
  },
};

export function isToolName(value: string): value is ToolName {
  return (TOOL_NAMES as readonly string[]).includes(value);
}
