import type { Db } from "@/lib/db/transaction";
import { SYSTEM_TENANT_ID } from "@/lib/domain/tenant-id";
import type { Tier } from "@/lib/domain/tier/tier";

/** A lease that has ended, with what is known so far of how long such runs take. */
export interface SettlementRow {
  id: string;
  tenantId: string;
  /** Null: the lease is from before there were lanes. */
  laneId: string | null;
  tool: string;
  /** Empty: the tool has no profiles, or none was named. */
  profile: string;
  runSeconds: number;
  chargedSeconds: number;
  chargedPass: number;
  isWholeRun: boolean;
  /** Of the agent that ran it; null: it is gone, or there is but one lane, and so none that it could serve as well. */
  agent: { tier: Tier; tools: string[]; capabilities: string[] } | null;
  /** The tenant's own estimate, and everybody's; null without a run so far. */
  tenantEstimate: number | null;
  sharedEstimate: number | null;
}

/** Ended leases that have not been settled, numbered `from` and above, the lowest first. Call under `lockDispatch`. */
export async function listSettlementsAcrossTenants(
  tx: Db,
  from: number,
  limit: number,
): Promise<SettlementRow[]> {
  const { rows } = await tx.query<SettlementRow>({
    name: "list-settlements",
    text: `WITH everybody AS MATERIALIZED (
             SELECT tool, profile, seconds FROM run_estimates WHERE tenant_id = $2
           )
           SELECT t.id::text, t.tenant_id AS "tenantId", t.lane_id::text AS "laneId", t.tool, COALESCE(t.profile, '') AS profile, t.run_seconds AS "runSeconds",
                  t.charged_seconds AS "chargedSeconds", t.charged_pass AS "chargedPass", t.is_whole_run AS "isWholeRun",
                  -- A look-up each: joined while the table was small, all of it would be read.
                  (SELECT own.seconds FROM run_estimates own
                    WHERE own.tenant_id = t.tenant_id AND own.tool = t.tool AND own.profile = COALESCE(t.profile, ''))
                    AS "tenantEstimate",
                  everybody.seconds AS "sharedEstimate",
                  CASE WHEN (SELECT count(*) > 1 FROM (SELECT FROM queue_lanes LIMIT 2) l) THEN
                    (SELECT jsonb_build_object('tier', a.tier, 'tools', a.tool_names, 'capabilities', a.capabilities)
                       FROM agents a WHERE a.id = t.agent_id) END AS agent
             FROM (SELECT * FROM lease_settlements WHERE id >= $3 ORDER BY id LIMIT $1) t
             LEFT JOIN everybody ON everybody.tool = t.tool AND everybody.profile = COALESCE(t.profile, '')
            ORDER BY t.id`,
    values: [limit, SYSTEM_TENANT_ID, from],
  });
  return rows;
}
