/** How many of the newest scans the overview reads: enough for the list and for a day's waiting times. */
export const RECENT_JOBS = 50;
