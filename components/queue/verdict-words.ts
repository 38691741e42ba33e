import type { StatusTone } from "@/components/ui/status-shape";
import type { AgentVerdict } from "@/lib/domain/queue/agent-verdict";

/** What an agent says to a job, for the admin. */
export const verdictWords: Record<AgentVerdict, { words: string; tone: StatusTone }> = {
  ready: { words: "Takes it when its turn comes", tone: "ok" },
  not_asking: { words: "Has a free slot, but does not ask for work", tone: "wait" },
  full: { words: "All slots are busy", tone: "wait" },
  offline: { words: "Offline", tone: "bad" },
  tier_paused: { words: "Its tier is paused", tone: "off" },
  draining: { words: "Draining: takes no new jobs", tone: "off" },
  disabled: { words: "Disabled", tone: "off" },
  capability_missing: { words: "Lacks a capability that the job asks for", tone: "off" },
  tool_missing: { words: "Does not have the tool", tone: "off" },
  tier_too_high: { words: "Its tier is above what the job may use", tone: "off" },
  not_its_owner: { words: "Not for this job's selection mode", tone: "off" },
};

/** What could take it stands first, then what could if something changed. */
const ORDER = Object.keys(verdictWords) as AgentVerdict[];

export function byVerdict(a: { verdict: AgentVerdict }, b: { verdict: AgentVerdict }): number {
  return ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict);
}
