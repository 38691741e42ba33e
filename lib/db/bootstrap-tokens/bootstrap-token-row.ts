import type { Tier } from "@/lib/domain/tier/tier";

/** A bootstrap token without its secret, the agents that used it, and the instant of reading by the database's clock. */
export interface BootstrapTokenRow {
  id: string;
  tenantId: string;
  tokenPrefix: string;
  description: string;
  tier: Tier;
  expiresAt: Date;
  maxUses: number;
  currentUses: number;
  requiredCapabilities: string[];
  requiredTools: string[];
  requiredRegion: string | null;
  allowedCidrs: string[];
  createdBy: string;
  createdAt: Date;
  revokedAt: Date | null;
  revokedBy: string | null;
  registrations: { agentId: string; agentName: string; at: string; ip: string | null }[];
  now: Date;
}

/** Everything of `BootstrapTokenRow`; a WHERE may follow with the alias b. */
export const SELECT_BOOTSTRAP_TOKEN = `
  SELECT b.id, b.tenant_id AS "tenantId", b.token_prefix AS "tokenPrefix", b.description, b.tier,
         b.expires_at AS "expiresAt", b.max_uses AS "maxUses", b.current_uses AS "currentUses",
         b.required_capabilities AS "requiredCapabilities", b.required_tools AS "requiredTools",
         b.required_region AS "requiredRegion", b.allowed_cidrs AS "allowedCidrs", b.created_by AS "createdBy",
         b.created_at AS "createdAt", b.revoked_at AS "revokedAt", b.revoked_by AS "revokedBy",
         COALESCE((SELECT json_agg(json_build_object('agentId', a.id, 'agentName', a.name, 'at', r.created_at,
                                                     'ip', r.ip) ORDER BY r.id)
                     FROM agent_registrations r JOIN agents a ON a.id = r.agent_id
                    WHERE r.bootstrap_token_id = b.id), '[]') AS registrations,
         now() AS now
    FROM bootstrap_tokens b`;
