import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Id, Instant } from "@/lib/contracts/field";
import { PageQuery, pageOf } from "@/lib/contracts/page";

export const AuditEntryView = z
  .object({
    id: Id,
    at: Instant,
    tenant_id: Id.nullable(),
    tenant_slug: z.string().nullable(),
    actor: z.object({
      type: z.enum(["user", "api_key", "agent", "cron", "system"]),
      id: z.string().nullable(),
      name: z.string(),
    }),
    action: z.string(),
    target_type: z.string(),
    target_id: z.string().nullable(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    ip: z.string().nullable(),
    request_id: z.string().nullable(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntryView = z.infer<typeof AuditEntryView>;

const Filters = PageQuery.extend({
  action: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)?\.?$/, "must be an action such as job.assigned, or a prefix such as job.")
    .optional(),
  actor: z.string().trim().max(254).optional(),
  target_id: z.string().max(100).optional(),
});

export const ListAuditLogQuery = Filters.extend({ tenant_id: Id.optional() });
export type ListAuditLogQuery = z.output<typeof ListAuditLogQuery>;

export const listAuditLog = defineContract({
  id: "listAuditLog",
  method: "GET",
  path: "/api/v1/admin/audit-log",
  summary: "Who did what, newest first",
  tag: "Admin: audit log",
  access: { kind: "admin", permission: "admin:read" },
  query: ListAuditLogQuery,
  answer: pageOf(AuditEntryView),
  status: 200,
});

export const listTenantAuditLog = defineContract({
  id: "listTenantAuditLog",
  method: "GET",
  path: "/api/v1/audit-log",
  summary: "Who did what in this tenant, newest first",
  tag: "Settings",
  access: { kind: "tenant", permission: "audit:read" },
  query: Filters,
  answer: pageOf(AuditEntryView),
  status: 200,
});
