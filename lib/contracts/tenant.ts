import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Email, Id, IdParams, Instant, line, TierSchema } from "@/lib/contracts/field";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { OVERRIDE_KEYS } from "@/lib/domain/plan/override-key";
import { PLAN_SLUGS } from "@/lib/domain/plan/plan-slug";

/** Tenants with plan and limits, as admins manage them. */

const Limits = z.object({
  max_tier: TierSchema,
  max_concurrent_jobs: z.number().int(),
  max_queued_jobs: z.number().int(),
  priority_base: z.number().int(),
  submits_per_minute: z.number().int(),
  history_days: z.number().int().meta({ description: "Days that a scan is kept after its end" }),
});

export const LimitOverrideView = z.object({
  key: z.enum(OVERRIDE_KEYS),
  value: z.union([z.string(), z.number()]),
  reason: z.string(),
  set_by: z.string(),
  set_at: Instant,
  expires_at: Instant.nullable(),
});

export const TenantView = z
  .object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    status: z.enum(["active", "suspended"]),
    plan: z.enum(PLAN_SLUGS).nullable(),
    subscription_status: z.enum(["active", "cancelled"]).nullable(),
    limits: Limits.nullable().meta({
      description: "Effective now; null when platform agents are not available",
    }),
    limits_override: z.array(LimitOverrideView),
    queued: z.number().int(),
    running: z.number().int(),
    members: z.number().int(),
    created_at: Instant,
  })
  .meta({ id: "Tenant" });
export type TenantView = z.infer<typeof TenantView>;

const TenantAnswer = z.object({ tenant: TenantView });
const tag = "Admin: tenants";
const read = { kind: "admin", permission: "admin:read" } as const;
const write = { kind: "admin", permission: "admin:write" } as const;
const base = "/api/v1/admin/tenants";

export const Slug = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$/, "must be 1 to 48 of a-z, 0-9 and '-', not at the ends");

export const ListTenantsQuery = PageQuery.extend({
  plan: z.enum(PLAN_SLUGS).optional(),
  q: z.string().trim().max(200).optional(),
});
export type ListTenantsQuery = z.output<typeof ListTenantsQuery>;

export const listTenants = defineContract({
  id: "listTenants",
  method: "GET",
  path: base,
  summary: "List tenants, newest first",
  tag,
  access: read,
  query: ListTenantsQuery,
  answer: pageOf(TenantView),
  status: 200,
});

export const CreateTenantBody = z
  .strictObject({
    slug: Slug,
    name: line(100),
    plan: z.enum(PLAN_SLUGS),
    owner_email: Email.optional().meta({
      description: "Gets an owner invitation, whose link is in the answer once",
    }),
  })
  .meta({ id: "CreateTenant" });
export type CreateTenantBody = z.output<typeof CreateTenantBody>;

export const createTenant = defineContract({
  id: "createTenant",
  method: "POST",
  path: base,
  summary: "Create a tenant on a plan",
  tag,
  access: write,
  body: CreateTenantBody,
  answer: TenantAnswer.extend({ invitation_url: z.string().nullable() }),
  status: 201,
  errors: ["name_taken"],
});

export const getTenant = defineContract({
  id: "getTenant",
  method: "GET",
  path: `${base}/{id}`,
  summary: "Get one tenant",
  tag,
  access: read,
  params: IdParams,
  answer: TenantAnswer,
  status: 200,
});

const override = <T extends z.ZodType>(value: T) =>
  z
    .strictObject({ value, reason: line(500), expires_at: Instant.nullable().default(null) })
    .nullable()
    .optional();

const count = z.number().int().min(0).max(1_000_000);

export const UpdateTenantBody = z
  .strictObject({
    name: line(100).optional(),
    status: z.enum(["active", "suspended"]).optional(),
    plan: z.enum(PLAN_SLUGS).optional(),
    subscription_status: z.enum(["active", "cancelled"]).optional(),
    limits_override: z
      .strictObject({
        "platform_agents:max_tier": override(TierSchema),
        "platform_agents:max_concurrent_jobs": override(count),
        "platform_agents:max_queued_jobs": override(count),
        "platform_agents:priority_base": override(z.number().int().min(1).max(1_000_000)),
        "platform_agents:history_days": override(z.number().int().min(1).max(3650)),
      })
      .optional()
      .meta({ description: "Keys that are named are set; null removes one; others stay" }),
  })
  .refine((body) => Object.keys(body).length > 0, "must name at least one field")
  .meta({ id: "UpdateTenant" });
export type UpdateTenantBody = z.output<typeof UpdateTenantBody>;

export const updateTenant = defineContract({
  id: "updateTenant",
  method: "PATCH",
  path: `${base}/{id}`,
  summary: "Change a tenant's name, status, plan or overrides",
  description:
    "Counts from the next claim or submit, also for jobs already queued. With fewer `history_days` the scans that are older then are removed from the next maintenance run on.",
  tag,
  access: write,
  params: IdParams,
  body: UpdateTenantBody,
  answer: TenantAnswer,
  status: 200,
  errors: ["conflict"],
});

export const PlanView = z
  .object({ slug: z.enum(PLAN_SLUGS), name: z.string(), limits: Limits })
  .meta({ id: "Plan" });
export type PlanView = z.infer<typeof PlanView>;

export const listPlans = defineContract({
  id: "listPlans",
  method: "GET",
  path: "/api/v1/admin/plans",
  summary: "List the plans and their limits",
  tag,
  access: read,
  answer: z.object({ items: z.array(PlanView), next_cursor: z.null() }),
  status: 200,
});
