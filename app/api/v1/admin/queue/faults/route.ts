import { getQueueFaults as contract } from "@/lib/contracts/queue-repair";
import { defineRoute } from "@/lib/http/define-route";
import { getQueueFaults } from "@/lib/services/queue-repair/get-queue-faults";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx }) => getQueueFaults(withReadDb(ctx)));
