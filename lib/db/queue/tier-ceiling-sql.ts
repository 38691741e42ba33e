/**
 * The priority of the highest tier that a submitter allows: of the one that it named, or of any. What the plan allows is
 * looked up at every claim, so that a change of plan counts. `tierRequested` is a column.
 */
export function tierCeilingSql(tierRequested: string): string {
  return `(SELECT max(c.priority) FROM platform_agent_tiers c WHERE ${tierRequested} IS NULL OR c.slug = ${tierRequested})`;
}
