import * as z from "zod";

export const sslscanProfiles = ["standard"] as const;

export const sslscanOptions = z.strictObject({
  /** How long one connection may take. */
  connection_timeout_seconds: z.number().int().min(1).max(30).default(5),
});

export type SslscanOptions = z.infer<typeof sslscanOptions> & { profile: (typeof sslscanProfiles)[number] };
