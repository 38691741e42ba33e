import * as z from "zod";
import { TOOL_PROFILES } from "@/lib/domain/tool/tools";

export const httpHeadersProfiles = TOOL_PROFILES["http-headers"];

export const httpHeadersOptions = z.strictObject({
  /** Further paths to look for beside the built-in list. */
  paths_extra: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^\/(?!\/)[\x21-\x7e]*$/, "A path starts with one slash and holds printable ASCII only.")
        .refine(
          (path) => !/[#\\]|(^|\/)\.\.(\/|$)/.test(path),
          "A path holds no fragment and no step upwards.",
        ),
    )
    .max(20)
    .default([]),
  request_timeout_seconds: z.number().int().min(1).max(60).default(10),
  /** Pause between two requests, to be gentle to the target. */
  delay_ms: z.number().int().min(0).max(1_000).default(0),
});

export type HttpHeadersOptions = z.infer<typeof httpHeadersOptions> & {
  profile: (typeof httpHeadersProfiles)[number];
};
