"use client";

import { useQuery } from "@tanstack/react-query";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { agentStatsOptions } from "@/components/agents/api/agent-stats-query";
import { agentStaleKeys } from "@/components/agents/api/stale-keys";
import { RunningPreview } from "@/components/agents/running-preview";
import { countWords } from "@/components/fleet/count-words";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { tierLabels } from "@/components/ui/tier-shape";
import { apiFetch } from "@/lib/client/api-fetch";
import type { AgentView } from "@/lib/contracts/agent";

type Move = "enable" | "disable" | "drain";

const words: Record<Move, { title: string; description: string; confirm: string }> = {
  enable: {
    title: "Enable",
    description: "It gets new jobs from its next claim on.",
    confirm: "Enable agent",
  },
  disable: {
    title: "Disable",
    description: "It gets no new jobs until you enable it again. What runs on it goes on to its end.",
    confirm: "Disable agent",
  },
  drain: {
    title: "Drain",
    description:
      "It finishes what it runs, takes nothing new and is then drained. You can end the drain at any time.",
    confirm: "Drain agent",
  },
};

interface ChangeStateDialogProps {
  agent: AgentView;
  move: Move;
  onClose: () => void;
}

/** Asks before an agent starts or stops taking work, with what runs on it and what its tier is left with. */
export function ChangeStateDialog({ agent, move, onClose }: ChangeStateDialogProps) {
  const { owner } = useAgentOwner();
  const change = useAdminMutation(
    () => apiFetch(owner.operations[move], { ...owner.scope, params: { id: agent.id } }),
    agentStaleKeys(owner),
  );
  const { title, description, confirm } = words[move];
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`${title} ${agent.name}?`}
      description={description}
      confirmLabel={confirm}
      tone="primary"
      onConfirm={async () => {
        await change.mutateAsync();
      }}
    >
      {move === "enable" ? null : (
        <>
          <RunningPreview agentId={agent.id} />
          {owner.isPlatform ? <TierLeft agent={agent} /> : null}
        </>
      )}
    </ConfirmDialog>
  );
}

/** What the tier can still do without this agent, and what waits for it. */
function TierLeft({ agent }: { agent: AgentView }) {
  const tier = useQuery(agentStatsOptions()).data?.tier_stats[agent.tier];
  if (!tier) return null;
  const own =
    agent.status === "active" && agent.health === "online"
      ? Math.max(0, agent.max_concurrent_jobs - agent.current_jobs)
      : 0;
  const left = Math.max(0, tier.available_slots - own);
  const waiting =
    tier.queued_jobs === 0
      ? "no job waits for them"
      : `${countWords(tier.queued_jobs, "job")} ${tier.queued_jobs === 1 ? "waits" : "wait"} for them`;
  return (
    <p className="text-ink-2 text-sm">
      Without it {tierLabels[agent.tier]} has {countWords(left, "free slot")} now, and {waiting}.
    </p>
  );
}
