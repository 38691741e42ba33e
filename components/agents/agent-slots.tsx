import { SlotMeter } from "@/components/ui/slot-meter";
import type { AgentView } from "@/lib/contracts/agent";

/** An agent's slots, a square each. Of one that gets no new jobs only those in use: the others are not free. */
export function AgentSlots({ agent }: { agent: AgentView }) {
  const { current_jobs: used, max_concurrent_jobs: total } = agent;
  const words = `${used} of ${total} slots in use`;
  if (takesJobs(agent)) return <SlotMeter tier={agent.tier} used={used} total={total} label={words} />;
  return (
    <span className="inline-flex max-w-full items-center gap-2">
      {used > 0 ? <SlotMeter tier={agent.tier} used={used} total={used} label={words} /> : null}
      <span className="whitespace-nowrap text-ink-3 text-sm">none free</span>
    </span>
  );
}

function takesJobs({ status, health }: AgentView): boolean {
  return status === "active" && health === "online";
}
