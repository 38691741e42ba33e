import { House } from "lucide-react";
import { TierBadge } from "@/components/ui/tier-badge";
import type { AttemptView } from "@/lib/contracts/job";

/** Who runs or ran a job: a platform agent in the look of its tier, a tenant's own agent, which has none, by name. */
export function JobAgent({ agent }: { agent: AttemptView["agent"] }) {
  if (agent.is_platform_agent) return <TierBadge tier={agent.tier} name={agent.name} />;
  return (
    <span className="inline-flex max-w-full items-center gap-1 rounded-full border border-line py-px pr-2 pl-1.5 font-medium text-xs leading-[1.125rem]">
      <House aria-hidden className="size-3 shrink-0 text-ink-3" />
      <span className="sr-only">Own agent </span>
      <span className="truncate">{agent.name}</span>
    </span>
  );
}
