/** The fence of every write on an attempt: the job, which of its attempts, and the agent that holds the lease. */
export interface AttemptKey {
  jobId: string;
  attempt: number;
  agentId: string;
}

export function attemptKeyText({ jobId, attempt, agentId }: AttemptKey): string {
  return `${jobId} ${attempt} ${agentId}`;
}
