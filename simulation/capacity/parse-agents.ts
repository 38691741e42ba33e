import { isTier, type Tier } from "@/lib/domain/tier/tier";

export interface TierAgents {
  tier: Tier;
  count: number;
  slots: number;
}

/** Reads `shared=8,dedicated=2x4`: eight shared agents with a slot each, two dedicated ones with four. */
export function parseAgents(text: string): TierAgents[] {
  return text.split(",").map((part) => {
    const [, tier = "", count = "", slots = "1"] = /^\s*([a-z]+)=(\d+)(?:x(\d+))?\s*$/.exec(part) ?? [];
    if (!isTier(tier) || Number(count) < 1 || Number(slots) < 1)
      throw new Error(`"${part}" names no agents: write shared=8 or dedicated=2x4`);
    return { tier, count: Number(count), slots: Number(slots) };
  });
}
