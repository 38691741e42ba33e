import type { BootstrapTokenView, CreateBootstrapTokenBody } from "@/lib/contracts/bootstrap-token";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { findBootstrapToken } from "@/lib/db/bootstrap-tokens/find-bootstrap-token";
import {
  insertBootstrapToken,
  isBootstrapPrefixTaken,
} from "@/lib/db/bootstrap-tokens/insert-bootstrap-token";
import { insertEvent } from "@/lib/db/events/insert-event";
import { newId } from "@/lib/db/new-id";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { parseCidr } from "@/lib/domain/target/target-address";
import { wake } from "@/lib/live/wake-hub";
import { type NewBootstrapToken, newBootstrapToken } from "@/lib/secrets/new-secret";
import { bootstrapTokenView } from "@/lib/services/bootstrap-tokens/bootstrap-token-view";
import type { TenantContext } from "@/lib/services/context";

export interface CreatedBootstrapToken {
  token: BootstrapTokenView;
  raw_token: string;
}

const PREFIX_ATTEMPTS = 5;

/**
 * Makes a token with which agents enrol themselves: into a tier of the platform, or as a tenant's own.
 *
 * Promise: the raw token is in this answer and nowhere else; the row keeps a keyed hash. A prefix that another token
 * has already is drawn again.
 */
export async function createBootstrapToken(
  ctx: TenantContext,
  input: CreateBootstrapTokenBody,
): Promise<CreatedBootstrapToken> {
  requireCidrs(input.allowed_cidrs);
  for (let attempt = 1; ; attempt++) {
    const made = newBootstrapToken();
    try {
      const token = await write(ctx, input, made);
      wake("events");
      return { token, raw_token: made.rawToken };
    } catch (error) {
      if (attempt === PREFIX_ATTEMPTS || !isBootstrapPrefixTaken(error)) throw error;
    }
  }
}

async function write(
  ctx: TenantContext,
  input: CreateBootstrapTokenBody,
  made: NewBootstrapToken,
): Promise<BootstrapTokenView> {
  const id = newId();
  return await transaction(ctx.db, async (tx) => {
    await insertBootstrapToken(tx, ctx.tenantId, {
      id,
      prefix: made.prefix,
      hash: made.hash,
      description: input.description,
      tier: input.tier,
      expiresInHours: input.expires_in_hours,
      maxUses: input.max_uses,
      requiredCapabilities: input.required_capabilities,
      requiredTools: input.required_tools,
      requiredRegion: input.required_region ?? null,
      allowedCidrs: input.allowed_cidrs,
      createdBy: ctx.actor.name,
    });
    await insertAuditEntry(tx, ctx, {
      tenantId: ctx.tenantId,
      action: "bootstrap_token.created",
      targetType: "bootstrap_token",
      targetId: id,
      after: { ...input, token_prefix: made.prefix },
    });
    await insertEvent(tx, {
      tenantId: ctx.tenantId,
      type: "bootstrap_token.created",
      subjectType: "bootstrap_token",
      subjectId: id,
    });
    const row = await findBootstrapToken(tx, ctx.tenantId, id);
    if (!row) throw new AppError("not_found", "There is no bootstrap token with this id.");
    return bootstrapTokenView(row);
  });
}

/** The wire's form allows bits behind the prefix; a token with such a range would let in other hosts than it seems to say. */
function requireCidrs(cidrs: readonly string[]): void {
  const errors = cidrs.flatMap((cidr, index) =>
    parseCidr(cidr) === null
      ? [
          {
            pointer: `/allowed_cidrs/${index}`,
            message: "must have no bits set behind its prefix, as in 10.1.0.0/16",
          },
        ]
      : [],
  );
  if (errors.length > 0) throw new AppError("invalid_input", "An address range is not valid.", { errors });
}
