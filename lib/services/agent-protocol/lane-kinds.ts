import type { KindLane } from "@/lib/db/queue/list-tenant-lines";
import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import type { RoundClocks } from "@/lib/services/agent-protocol/round-clocks";

/** Numbers for the kinds of agents of a round, and the lanes that they serve where these are more than one. */
export class LaneKinds {
  readonly lanes: KindLane[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly clocks: RoundClocks) {}

  of(profile: AgentProfile): number {
    const key = JSON.stringify(profile);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const kind = this.numbers.size;
    this.numbers.set(key, kind);
    const served = this.clocks.lanesServedBy([profile]);
    // A lane has a clock for each tier; a tenant has one place in it.
    if (new Set(served.map(({ laneId }) => laneId)).size > 1)
      this.lanes.push(...served.map(({ laneId, tierPriority }) => ({ kind, laneId, tierPriority })));
    return kind;
  }
}
