import * as z from "zod";
import { TOOL_PROFILES } from "@/lib/domain/tool/tools";

export const nmapProfiles = TOOL_PROFILES.nmap;

function isPortList(text: string): boolean {
  return text.split(",").every((part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return first >= 1 && first <= last && last <= 65_535;
  });
}

export const nmapOptions = z.strictObject({
  /** Ports and ranges such as `22,80,8000-8100`; the thousand most frequent ports by default. */
  ports: z
    .string()
    .max(200)
    .regex(
      /^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/,
      "Ports are numbers and ranges such as 22,80,8000-8100.",
    )
    .refine(isPortList, "Ports lie between 1 and 65535, the smaller first.")
    .optional(),
});

export type NmapOptions = z.infer<typeof nmapOptions> & { profile: (typeof nmapProfiles)[number] };
