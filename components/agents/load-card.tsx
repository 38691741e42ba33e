"use client";

import { AgentSlots } from "@/components/agents/agent-slots";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";
import type { AgentView } from "@/lib/contracts/agent";

/** Above this a machine is short of something. */
const HIGH_PERCENT = 90;

/** Slots and the machine's load as of the last beat. */
export function LoadCard({ agent }: { agent: AgentView }) {
  const isKnown = agent.health === "online" || agent.health === "degraded";
  const { current_jobs: used, max_concurrent_jobs: total } = agent;
  return (
    <Card>
      <CardHeader
        title="Load"
        meta={isKnown ? `score ${Math.round(agent.load_score)} of 100, lower is preferred` : undefined}
      />
      <CardBody className="space-y-4">
        <div>
          <p className="mb-1.5 flex items-baseline justify-between gap-3">
            <span>Slots</span>
            <span className="text-ink-3 tabular-nums">
              {used} of {total}
            </span>
          </p>
          <AgentSlots agent={agent} />
        </div>
        {isKnown ? (
          <>
            <Percent label="CPU" value={agent.cpu_percent} />
            <Percent label="Memory" value={agent.memory_percent} />
          </>
        ) : (
          <p className="text-ink-3">CPU and memory are shown while the agent is online.</p>
        )}
      </CardBody>
    </Card>
  );
}

function Percent({ label, value }: { label: string; value: number }) {
  const rounded = Math.round(value);
  return (
    <Progress
      label={label}
      value={value}
      detail={`${rounded} %`}
      valueText={`${rounded} percent`}
      tone={value >= HIGH_PERCENT ? "wait" : "accent"}
    />
  );
}
