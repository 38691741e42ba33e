import { type AgentRow, healthLimits, healthSql, SELECT_AGENT } from "@/lib/db/agents/agent-row";
import { containsPattern } from "@/lib/db/contains-pattern";
import type { Db } from "@/lib/db/transaction";
import type { AgentHealth, AgentStatus } from "@/lib/domain/agent/liveness";
import type { Tier } from "@/lib/domain/tier/tier";

export interface AgentFilter {
  tier?: Tier | undefined;
  health?: AgentHealth | undefined;
  status?: AgentStatus | undefined;
  /** Part of the name or host name, any case. */
  q?: string | undefined;
  beforeId: string | null;
  limit: number;
}

/** The tenant's undeleted agents, newest first. */
export async function listAgents(db: Db, tenantId: string, filter: AgentFilter): Promise<AgentRow[]> {
  const { rows } = await db.query<AgentRow>({
    name: "list-agents",
    text: `${SELECT_AGENT}
            WHERE a.tenant_id = $1 AND a.deleted_at IS NULL
              AND ($2::text IS NULL OR a.tier = $2)
              AND ($3::text IS NULL OR a.status = $3)
              AND ($4::text IS NULL OR a.name ILIKE $4 OR a.hostname ILIKE $4)
              AND ($5::uuid IS NULL OR a.id < $5)
              AND ($6::text IS NULL OR $6 = ${healthSql(7, 8)})
            ORDER BY a.id DESC
            LIMIT $9`,
    values: [
      tenantId,
      filter.tier ?? null,
      filter.status ?? null,
      filter.q ? containsPattern(filter.q) : null,
      filter.beforeId,
      filter.health ?? null,
      ...healthLimits,
      filter.limit,
    ],
  });
  return rows;
}
