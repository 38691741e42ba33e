import type { Db } from "@/lib/db/transaction";

export interface FleetSilenceRow {
  /** Platform agents that are thought alive: neither gone on purpose nor marked offline yet. */
  fleet: number;
  /** Of those, the ones silent for longer than a lease. */
  silent: number;
}

export async function findFleetSilenceAcrossTenants(tx: Db, leaseSeconds: number): Promise<FleetSilenceRow> {
  const { rows } = await tx.query<FleetSilenceRow>({
    name: "find-fleet-silence",
    text: `SELECT count(*)::int AS fleet,
                  (count(*) FILTER (WHERE h.last_seen_at < clock_timestamp() - make_interval(secs => $1)))::int AS silent
             FROM agent_heartbeats h JOIN agents a ON a.id = h.agent_id
            WHERE a.deleted_at IS NULL AND a.is_platform_agent AND NOT h.reported_offline`,
    values: [leaseSeconds],
  });
  return rows[0] ?? { fleet: 0, silent: 0 };
}
