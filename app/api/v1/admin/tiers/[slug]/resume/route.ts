import { resumeTier as contract } from "@/lib/contracts/tier";
import { defineRoute } from "@/lib/http/define-route";
import { asPlatform } from "@/lib/services/as-platform";
import { resumeTier } from "@/lib/services/tiers/resume-tier";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, params }) =>
  resumeTier(asPlatform(withDb(ctx)), params.slug),
);
