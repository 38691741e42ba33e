import { runQueueMaintenance } from "@/lib/contracts/operations";
import { defineRoute } from "@/lib/http/define-route";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { withDb } from "@/lib/services/with-db";

export const GET = defineRoute(runQueueMaintenance, ({ ctx }) => runMaintenance(withDb(ctx)));
