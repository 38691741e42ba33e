/** Where a job's bytes come from: its program, or the agent itself. */
export const LOG_STREAMS = ["stdout", "stderr", "system"] as const;
export type LogStream = (typeof LOG_STREAMS)[number];
