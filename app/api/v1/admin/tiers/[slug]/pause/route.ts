import { pauseTier as contract } from "@/lib/contracts/tier";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { pauseTier } from "@/lib/services/tiers/pause-tier";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params, body }) =>
  pauseTier(asPlatform(withDb(ctx)), { tier: params.slug, body }),
);
