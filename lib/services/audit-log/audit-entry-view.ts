import * as z from "zod";
import { AuditEntryView } from "@/lib/contracts/audit-log";
import { instant } from "@/lib/contracts/field";
import type { AuditEntryRow } from "@/lib/db/audit-log/list-audit-entries";

const Fields = z.record(z.string(), z.unknown()).nullable();
const ActorType = AuditEntryView.shape.actor.shape.type;

/** One entry as the consoles and the API show it. */
export function auditEntryView(row: AuditEntryRow): AuditEntryView {
  return {
    id: row.id,
    at: instant(row.at),
    tenant_id: row.tenantId,
    tenant_slug: row.tenantSlug,
    actor: { type: ActorType.parse(row.actorType), id: row.actorId, name: row.actorName },
    action: row.action,
    target_type: row.targetType,
    target_id: row.targetId,
    before: Fields.parse(row.before),
    after: Fields.parse(row.after),
    ip: row.ip,
    request_id: row.requestId,
  };
}
