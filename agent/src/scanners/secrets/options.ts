import * as z from "zod";

export const secretsProfiles = ["standard"] as const;

/** Nothing to choose: rules are pinned, and no file of the scanned tree can change them. */
export const secretsOptions = z.strictObject({});

export type SecretsOptions = z.infer<typeof secretsOptions> & { profile: (typeof secretsProfiles)[number] };
