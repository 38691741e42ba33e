import type * as z from "zod";
import type { OptionError, ParsedOptions } from "./scanner";

/** Reads a job's profile and options by a scanner's strict schema; every fault is named with a pointer into the job. */
export function readOptions<Profile extends string, Schema extends z.ZodType<object>>(
  profiles: readonly [Profile, ...Profile[]],
  defaultProfile: Profile,
  schema: Schema,
  profile: string | null,
  options: unknown,
): ParsedOptions<z.infer<Schema> & { profile: Profile }> {
  const errors: OptionError[] = [];
  const known = profile === null ? defaultProfile : profiles.find((name) => name === profile);
  if (known === undefined)
    errors.push({ pointer: "/profile", message: `The profile is one of: ${profiles.join(", ")}.` });
  const parsed = schema.safeParse(options ?? {});
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      errors.push({ pointer: pointerOf(issue), message: issue.message });
  if (known === undefined || !parsed.success) return { ok: false, errors };
  return { ok: true, value: { ...parsed.data, profile: known } };
}

function pointerOf(issue: z.core.$ZodIssue): string {
  const unknownKey = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const parts = [...issue.path, ...unknownKey].map((part) =>
    String(part).replaceAll("~", "~0").replaceAll("/", "~1"),
  );
  return ["/options", ...parts].join("/");
}
