import { listTenantAuditLog as contract } from "@/lib/contracts/audit-log";
import { defineRoute } from "@/lib/http/define-route";
import { listTenantAuditLog } from "@/lib/services/audit-log/list-tenant-audit-log";
import { withReadDb } from "@/lib/services/with-read-db";

export const GET = defineRoute(contract, ({ ctx, query }) => listTenantAuditLog(withReadDb(ctx), query));
