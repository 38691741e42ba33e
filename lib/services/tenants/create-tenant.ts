import type { CreateTenantBody, TenantView } from "@/lib/contracts/tenant";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { insertEvent } from "@/lib/db/events/insert-event";
import { newId } from "@/lib/db/new-id";
import { insertOneTimeToken } from "@/lib/db/one-time-tokens/insert-one-time-token";
import { findTenant } from "@/lib/db/tenants/find-tenant";
import { insertTenant, isTenantSlugTaken } from "@/lib/db/tenants/insert-tenant";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/domain/errors";
import { wake } from "@/lib/live/wake-hub";
import { newOneTimeToken } from "@/lib/secrets/new-secret";
import type { Context } from "@/lib/services/context";
import { tenantNotFound } from "@/lib/services/tenants/tenant-not-found";
import { tenantView } from "@/lib/services/tenants/tenant-view";

const INVITATION_HOURS = 72;

/**
 * Makes a tenant on a plan, and a one-time link for its first owner when an address is given.
 *
 * Promise: tenant, subscription, invitation and audit entries commit together; the link is in this answer and nowhere
 * else. Fails with `name_taken` when the slug is another tenant's.
 */
export async function createTenant(
  ctx: Context,
  input: CreateTenantBody & { baseUrl: string },
): Promise<{ tenant: TenantView; invitation_url: string | null }> {
  const { slug, name, plan, owner_email: ownerEmail, baseUrl } = input;
  const id = newId();
  const invitation = ownerEmail === undefined ? null : { email: ownerEmail, ...newOneTimeToken() };
  const tenant = await transaction(ctx.db, async (tx) => {
    await insertTenant(tx, { id, slug, name, plan });
    await insertAuditEntry(tx, ctx, {
      tenantId: id,
      action: "tenant.created",
      targetType: "tenant",
      targetId: id,
      after: { slug, name, plan },
    });
    if (invitation) {
      const stored = await insertOneTimeToken(tx, {
        purpose: "invitation",
        tokenHash: invitation.hash,
        validHours: INVITATION_HOURS,
        tenantId: id,
        email: invitation.email,
        role: "owner",
        createdBy: ctx.actor.type === "user" ? ctx.actor.id : null,
      });
      await insertAuditEntry(tx, ctx, {
        tenantId: id,
        action: "member.invited",
        targetType: "invitation",
        targetId: stored.id,
        after: { email: invitation.email, role: "owner", expires_at: stored.expiresAt.toISOString() },
      });
    }
    await insertEvent(tx, { tenantId: id, type: "tenant.created", subjectType: "tenant", subjectId: id });
    const row = await findTenant(tx, id);
    if (!row) throw tenantNotFound();
    return tenantView(row);
  }).catch((error) => {
    throw isTenantSlugTaken(error) ? slugTaken(slug) : error;
  });
  wake("events");
  return {
    tenant,
    invitation_url: invitation ? new URL(`/invite#${invitation.token}`, baseUrl).href : null,
  };
}

function slugTaken(slug: string): AppError {
  return new AppError("name_taken", `Another tenant has the address ${slug}.`, {
    errors: [{ pointer: "/slug", message: "is taken by another tenant" }],
  });
}
