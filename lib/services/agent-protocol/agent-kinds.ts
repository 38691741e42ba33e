import type { AgentProfile } from "@/lib/domain/queue/agent-profile";
import { TIER_PRIORITY, type Tier } from "@/lib/domain/tier/tier";

/** What decides which lanes a platform agent serves. */
interface Able {
  tier: Tier;
  tools: readonly string[];
  capabilities: readonly string[];
}

/** Numbers agents of the platform by what they may run. */
export class AgentKinds {
  readonly profiles: AgentProfile[] = [];
  private readonly numbers = new Map<string, number>();

  /** Not tiered, every agent counts as shared. */
  of({ tier, tools, capabilities }: Able, isTiered: boolean): number {
    const tierPriority = TIER_PRIORITY[isTiered ? tier : "shared"];
    return this.ofProfile({
      tierPriority,
      tools: [...tools].sort(),
      capabilities: [...capabilities].sort(),
    });
  }

  ofProfile(profile: AgentProfile): number {
    const key = JSON.stringify([profile.tierPriority, profile.tools, profile.capabilities]);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.profiles.length);
    return this.profiles.push(profile) - 1;
  }
}
