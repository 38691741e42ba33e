import * as z from "zod";
import { TOOL_PROFILES } from "@/lib/domain/tool/tools";

export const secretsProfiles = TOOL_PROFILES.secrets;

/** Nothing to choose: rules are pinned, and no file of the scanned tree can change them. */
export const secretsOptions = z.strictObject({});

export type SecretsOptions = z.infer<typeof secretsOptions> & { profile: (typeof secretsProfiles)[number] };
