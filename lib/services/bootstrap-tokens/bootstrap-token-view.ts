import type { BootstrapTokenView } from "@/lib/contracts/bootstrap-token";
import { instant } from "@/lib/contracts/field";
import type { BootstrapTokenRow } from "@/lib/db/bootstrap-tokens/bootstrap-token-row";
import { bootstrapTokenStatus } from "@/lib/domain/token/bootstrap-token";

/** A token as its owner sees it; the secret part is in no row and no view. */
export function bootstrapTokenView(row: BootstrapTokenRow): BootstrapTokenView {
  return {
    id: row.id,
    token_prefix: row.tokenPrefix,
    description: row.description,
    tier: row.tier,
    status: bootstrapTokenStatus(row, row.now),
    expires_at: instant(row.expiresAt),
    max_uses: row.maxUses,
    current_uses: row.currentUses,
    required_capabilities: row.requiredCapabilities,
    required_tools: row.requiredTools,
    required_region: row.requiredRegion,
    allowed_cidrs: row.allowedCidrs,
    created_by: row.createdBy,
    created_at: instant(row.createdAt),
    revoked_at: instant(row.revokedAt),
    revoked_by: row.revokedBy,
    registrations: row.registrations.map((registration) => ({
      agent_id: registration.agentId,
      agent_name: registration.agentName,
      at: instant(new Date(registration.at)),
      ip: registration.ip,
    })),
  };
}
