import type { SelectionMode } from "@/lib/domain/job/selection-mode";
import { accessibleTiers, type Tier } from "@/lib/domain/tier/tier";

/** Whom news of the queue concern: whoever waits for jobs, the agents of one tier, or tenants' own agents. */
export const QUEUE_TOPICS = [
  "queue",
  "queue:shared",
  "queue:dedicated",
  "queue:premium",
  "queue:own",
] as const;
export type QueueTopic = (typeof QUEUE_TOPICS)[number];

export interface TopicAgent {
  tier: Tier;
  isPlatformAgent: boolean;
}

/** Who may be able to take a new job: every tier up to its highest, as each is tried when the better ones are full. */
export function topicsOfJob(tierMax: Tier, mode: SelectionMode, tiersEnabled: boolean): QueueTopic[] {
  if (mode === "tenant_only") return ["queue:own"];
  if (!tiersEnabled) return ["queue"];
  const tiers = accessibleTiers(tierMax).map((tier): QueueTopic => `queue:${tier}`);
  return mode === "platform_only" ? tiers : [...tiers, "queue:own"];
}

export function concernsAgent(topic: QueueTopic, { tier, isPlatformAgent }: TopicAgent): boolean {
  return topic === "queue" || topic === (isPlatformAgent ? `queue:${tier}` : "queue:own");
}
