import type { Db } from "@/lib/db/transaction";
import { BRAKE_SECONDS_MAX } from "@/lib/domain/queue/mass-silence";

const BEATING_SECONDS = BRAKE_SECONDS_MAX + 60;

export interface FleetSilenceRow {
  /**
   * Platform agents that are thought alive: they beat, and are neither gone on purpose nor marked offline yet. One that has
   * not for longer than the brake may hold, and is alive by its polls, is none that beats.
   */
  fleet: number;
  /** Of those, the ones whose last beat is longer ago than told. A poll is none: one that hangs looks open, too. */
  silent: number;
}

export async function findFleetSilenceAcrossTenants(
  tx: Db,
  silenceSeconds: number,
): Promise<FleetSilenceRow> {
  const { rows } = await tx.query<FleetSilenceRow>({
    name: "find-fleet-silence",
    text: `SELECT count(*)::int AS fleet,
                  (count(*) FILTER (WHERE h.beat_at < clock_timestamp() - make_interval(secs => $1)))::int AS silent
             FROM agent_heartbeats h JOIN agents a ON a.id = h.agent_id
            WHERE a.deleted_at IS NULL AND a.is_platform_agent AND NOT h.reported_offline
              AND h.beat_at > clock_timestamp() - make_interval(secs => $2)`,
    values: [silenceSeconds, BEATING_SECONDS],
  });
  return rows[0] ?? { fleet: 0, silent: 0 };
}
