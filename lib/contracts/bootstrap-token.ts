import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Cidr, Id, IdParams, Instant, TierSchema, Word, Words } from "@/lib/contracts/field";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { BOOTSTRAP_TOKEN_STATUSES } from "@/lib/domain/token/bootstrap-token";

export const BootstrapTokenView = z
  .object({
    id: Id,
    token_prefix: z.string(),
    description: z.string(),
    tier: TierSchema,
    status: z.enum(BOOTSTRAP_TOKEN_STATUSES),
    expires_at: Instant,
    max_uses: z.number().int(),
    current_uses: z.number().int(),
    required_capabilities: z.array(z.string()),
    required_tools: z.array(z.string()),
    required_region: z.string().nullable(),
    allowed_cidrs: z.array(z.string()),
    created_by: z.string(),
    created_at: Instant,
    revoked_at: Instant.nullable(),
    revoked_by: z.string().nullable(),
    registrations: z.array(
      z.object({ agent_id: Id, agent_name: z.string(), at: Instant, ip: z.string().nullable() }),
    ),
  })
  .meta({ id: "BootstrapToken" });
export type BootstrapTokenView = z.infer<typeof BootstrapTokenView>;

/** A tenant's token: its agents are in no tier. */
export const AgentTokenView = BootstrapTokenView.omit({ tier: true }).meta({ id: "AgentToken" });
export type AgentTokenView = z.infer<typeof AgentTokenView>;
export const AgentTokenAnswer = z.object({ token: AgentTokenView });
export const CreatedAgentToken = z.object({ token: AgentTokenView, raw_token: z.string() });

const tag = "Admin: bootstrap tokens";
const base = "/api/v1/admin/bootstrap-tokens";

export const CreateBootstrapTokenBody = z
  .strictObject({
    description: z.string().trim().max(200).default(""),
    tier: TierSchema,
    expires_in_hours: z.number().int().min(1).max(168).default(24),
    max_uses: z.number().int().min(1).max(100).default(1),
    required_capabilities: Words.default([]),
    required_tools: Words.default([]),
    required_region: Word.optional(),
    allowed_cidrs: z.array(Cidr).max(24).default([]),
  })
  .meta({ id: "CreateBootstrapToken" });
export type CreateBootstrapTokenBody = z.output<typeof CreateBootstrapTokenBody>;

export const CreateAgentTokenBody = CreateBootstrapTokenBody.omit({ tier: true }).meta({
  id: "CreateAgentToken",
});

export const createBootstrapToken = defineContract({
  id: "createBootstrapToken",
  method: "POST",
  path: base,
  summary: "Create a bootstrap token; `raw_token` is shown once",
  tag,
  access: { kind: "admin", permission: "admin:write" },
  body: CreateBootstrapTokenBody,
  answer: z.object({ token: BootstrapTokenView, raw_token: z.string() }),
  status: 201,
});

export const ListBootstrapTokensQuery = PageQuery.extend({
  status: z.enum(BOOTSTRAP_TOKEN_STATUSES).optional(),
});
export type ListBootstrapTokensQuery = z.output<typeof ListBootstrapTokensQuery>;

export const listBootstrapTokens = defineContract({
  id: "listBootstrapTokens",
  method: "GET",
  path: base,
  summary: "List bootstrap tokens, newest first, with the agents that used them",
  tag,
  access: { kind: "admin", permission: "admin:read" },
  query: ListBootstrapTokensQuery,
  answer: pageOf(BootstrapTokenView),
  status: 200,
});

export const revokeBootstrapToken = defineContract({
  id: "revokeBootstrapToken",
  method: "POST",
  path: `${base}/{id}/revoke`,
  summary: "Revoke a bootstrap token; agents that used it stay",
  tag,
  access: { kind: "admin", permission: "admin:write" },
  params: IdParams,
  answer: z.object({ token: BootstrapTokenView }),
  status: 200,
});
