import { repairQueue as contract } from "@/lib/contracts/queue-repair";
import { defineRoute } from "@/lib/http/define-route";
import { repairQueue } from "@/lib/services/queue-repair/repair-queue";
import { withDb } from "@/lib/services/with-db";

export const POST = defineRoute(contract, ({ ctx, body }) => repairQueue(withDb(ctx), body));
