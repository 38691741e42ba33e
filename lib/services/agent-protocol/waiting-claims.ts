/** Of one agent, together. A poll whose connection broke unseen waits on beside the next; nobody needs more. */
const WAITING_OF_AGENT_MAX = 4;

interface AgentClaim {
  agentId: string;
  requestId: string | null;
}

/** The claims that wait in this process, in order of arrival, and each agent's own at hand. */
export class WaitingClaims<C extends AgentClaim> {
  private readonly all = new Set<C>();
  private readonly ofAgents = new Map<string, readonly C[]>();

  get size(): number {
    return this.all.size;
  }

  list(): C[] {
    return [...this.all];
  }

  has(claim: C): boolean {
    return this.all.has(claim);
  }

  ofAgent(agentId: string): readonly C[] {
    return this.ofAgents.get(agentId) ?? [];
  }

  /**
   * Whom a new claim replaces: the same one sent again while the first still waits (that one's connection is gone), and the
   * agent's oldest when it has too many.
   */
  replacedBy({ agentId, requestId }: AgentClaim): C[] {
    const present = this.ofAgent(agentId);
    const isRepeat = (claim: C) => requestId !== null && claim.requestId === requestId;
    const others = present.filter((claim) => !isRepeat(claim));
    return [...present.filter(isRepeat), ...others.slice(0, 1 - WAITING_OF_AGENT_MAX)];
  }

  add(claim: C): void {
    this.all.add(claim);
    this.ofAgents.set(claim.agentId, [...this.ofAgent(claim.agentId), claim]);
  }

  /** Whether it was there. */
  remove(claim: C): boolean {
    if (!this.all.delete(claim)) return false;
    const others = this.ofAgent(claim.agentId).filter((other) => other !== claim);
    if (others.length > 0) this.ofAgents.set(claim.agentId, others);
    else this.ofAgents.delete(claim.agentId);
    return true;
  }
}
