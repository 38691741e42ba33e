/**
 * How long a lane is remembered that nothing moves. What it holds is where it stands beside others, which is worth a minute of
 * an agent, and what tenants owe in it, ten minutes of one at most (LEAD_MAX): with so much behind, whoever comes back starts
 * where a lane made anew does, level with the hindmost that wait.
 */
const KEPT_HOURS = 1;

/**
 * Whether a lane `l` can be forgotten: nobody waits in it, nothing of it runs or is to be settled, and nothing has moved its
 * clocks for long. One that no agent ever served goes at once: wishes can be invented without end.
 */
export const IDLE_LANE_SQL = `(NOT EXISTS (SELECT FROM tenant_lanes t WHERE t.lane_id = l.id)
  AND NOT EXISTS (SELECT FROM lane_clocks c WHERE c.lane_id = l.id AND c.virtual_time > 0
                                              AND c.moved_at > clock_timestamp() - interval '${KEPT_HOURS} hours')
  AND NOT EXISTS (SELECT FROM job_leases r WHERE r.lane_id = l.id)
  AND NOT EXISTS (SELECT FROM lease_settlements s WHERE s.lane_id = l.id))`;
