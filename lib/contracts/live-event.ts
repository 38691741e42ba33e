import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Id, Instant } from "@/lib/contracts/field";

/** The consoles' live stream: what changed, not how it looks now. The browser refetches what it shows. */
export const LiveEvent = z
  .object({
    id: z.string().meta({ description: "Resume point for Last-Event-ID" }),
    type: z.string(),
    tenant_id: Id,
    subject_type: z.enum(["job", "agent", "bootstrap_token", "tenant", "tier"]),
    subject_id: Id.meta({ description: "Of a tier the platform's id; `data.tier` names it" }),
    at: Instant,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "LiveEvent" });
export type LiveEvent = z.infer<typeof LiveEvent>;

const description =
  "What changed, not how it looks now. `Last-Event-ID` resumes. The caller's credential is looked at again while it is open: a stream ends within 30 seconds of the credential being revoked or losing the right.";

export const followTenantEvents = defineContract({
  id: "followTenantEvents",
  method: "GET",
  path: "/api/v1/events",
  summary: "Follow what changes in the tenant (server-sent events)",
  description,
  tag: "Live",
  access: { kind: "tenant", permission: "jobs:read" },
  answerKind: "event_stream",
  status: 200,
  errors: ["rate_limited"],
});

export const followAdminEvents = defineContract({
  id: "followAdminEvents",
  method: "GET",
  path: "/api/v1/admin/events",
  summary: "Follow what changes in the fleet and the queue (server-sent events)",
  description,
  tag: "Live",
  access: { kind: "admin", permission: "admin:read" },
  answerKind: "event_stream",
  status: 200,
  errors: ["rate_limited"],
});
