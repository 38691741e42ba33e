import { findSetupToken } from "@/lib/db/one-time-tokens/find-setup-token";
import { requireToken } from "@/lib/db/rate-limits/require-token";
import { hasPlatformAdmin } from "@/lib/db/users/platform-admin";
import { addressGroup } from "@/lib/domain/access/address-group";
import { LINK_LIMIT } from "@/lib/domain/access/sign-in-limits";
import { hashSecret } from "@/lib/secrets/hash-secret";
import type { Context } from "@/lib/services/context";
import { setupDone, setupLinkRefused } from "@/lib/services/setup/setup-refusals";

/** Refuses as `completeSetup` would, before anybody fills in a form; the link is not spent. Counts as one try. */
export async function checkSetupLink(ctx: Context, token: string): Promise<void> {
  if (ctx.ip !== null)
    await requireToken(ctx.db, `setup:address:${addressGroup(ctx.ip)}`, LINK_LIMIT, "setup");
  const found = await findSetupToken(ctx.db, hashSecret(token));
  if (found === null) throw setupLinkRefused();
  if (await hasPlatformAdmin(ctx.db)) throw setupDone();
  if (!found.isOpen) throw setupLinkRefused();
}
