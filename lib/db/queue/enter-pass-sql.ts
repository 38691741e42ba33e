/**
 * `enterLane` of lib/domain/queue/fair-share.ts in SQL, for somebody with the share `s`, if any, and the clock `c`, if any;
 * `leadMax` is the parameter that holds LEAD_MAX.
 */
export function enterPassSql(leadMax: string): string {
  const start = "COALESCE(c.earned_time, 0)";
  return `least(greatest(COALESCE(s.pass, ${start}), ${start}), COALESCE(c.virtual_time, 0) + ${leadMax}::float8)`;
}
