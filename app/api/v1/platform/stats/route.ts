import { getPlatformStats } from "@/lib/contracts/platform-stats";
import { defineRoute } from "@/lib/http/define-route";
import { getPlatformStats as get } from "@/lib/services/stats/get-platform-stats";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(getPlatformStats, ({ ctx }) => get(withReadDb(ctx)));
