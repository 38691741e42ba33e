import * as z from "zod";
import { TOOL_PROFILES } from "@/lib/domain/tool/tools";

export const sslscanProfiles = TOOL_PROFILES.sslscan;

export const sslscanOptions = z.strictObject({
  /** How long one connection may take. */
  connection_timeout_seconds: z.number().int().min(1).max(30).default(5),
});

export type SslscanOptions = z.infer<typeof sslscanOptions> & { profile: (typeof sslscanProfiles)[number] };
