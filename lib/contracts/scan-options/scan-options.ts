import type * as z from "zod";
import { httpHeadersOptions } from "@/lib/contracts/scan-options/http-headers";
import { nmapOptions } from "@/lib/contracts/scan-options/nmap";
import { secretsOptions } from "@/lib/contracts/scan-options/secrets";
import { sslscanOptions } from "@/lib/contracts/scan-options/sslscan";
import type { ToolName } from "@/lib/domain/tool/tools";

/** Typed options of every tool; the server checks them at submit, the agent again before it builds arguments. */
export const SCAN_OPTIONS: Record<ToolName, z.ZodObject> = {
  "http-headers": httpHeadersOptions,
  secrets: secretsOptions,
  nmap: nmapOptions,
  sslscan: sslscanOptions,
};
