import { listAuditLog as contract } from "@/lib/contracts/audit-log";
import { defineRoute } from "@/lib/http/define-route";
import { listAuditLog } from "@/lib/services/audit-log/list-audit-log";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx, query }) => listAuditLog(withReadDb(ctx), query));
