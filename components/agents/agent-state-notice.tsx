"use client";

import { useState } from "react";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { ChangeStateDialog } from "@/components/agents/change-state-dialog";
import { countWords } from "@/components/fleet/count-words";
import { Button } from "@/components/ui/button";
import { CommandLine } from "@/components/ui/command-line";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAllowedTargets } from "@/lib/client/allowed-targets";
import { useOrigin } from "@/lib/client/use-origin";
import type { AgentView } from "@/lib/contracts/agent";
import { runCommand } from "@/lib/domain/agent/join-command";

/** What keeps the agent from taking jobs, and the way out; nothing for one that works. */
export function AgentStateNotice({ agent }: { agent: AgentView }) {
  const origin = useOrigin();
  const allowTargets = useAllowedTargets();
  const { mayManage } = useAgentOwner();
  const [isAsking, setIsAsking] = useState(false);
  const enable = mayManage ? (
    <>
      <Button size="sm" onClick={() => setIsAsking(true)}>
        {agent.status === "disabled" ? "Enable" : "End drain"}
      </Button>
      {isAsking ? <ChangeStateDialog agent={agent} move="enable" onClose={() => setIsAsking(false)} /> : null}
    </>
  ) : null;
  const since = agent.drain_started_at ? <RelativeTime at={agent.drain_started_at} /> : null;
  if (agent.status === "draining") {
    return (
      <Notice tone="wait" title="This agent is draining" action={enable} className="mb-3.5">
        It takes nothing new; {countWords(agent.current_jobs, "job")} left. Started {since}.
      </Notice>
    );
  }
  if (agent.status === "drained") {
    return (
      <Notice title="This agent is drained" action={enable} className="mb-3.5">
        It holds no job and takes none. It can be stopped or deleted. The drain began {since}.
      </Notice>
    );
  }
  if (agent.status === "disabled") {
    return (
      <Notice title="This agent is disabled" action={enable} className="mb-3.5">
        It takes nothing new. {agent.current_jobs > 0 ? "What runs on it goes on to its end." : null}
      </Notice>
    );
  }
  if (agent.health === "pending") {
    return (
      <Notice tone="wait" title="This agent has never been seen" className="mb-3.5">
        It has a key but has not sent a beat. Start it on its host:
        <CommandLine command={runCommand(origin, allowTargets)} className="mt-2 max-w-md" />
      </Notice>
    );
  }
  if (agent.health === "offline") {
    return (
      <Notice tone="bad" title="This agent is offline" className="mb-3.5">
        Its last beat was {agent.last_seen_at ? <RelativeTime at={agent.last_seen_at} /> : "never"}. Jobs it
        held go back to the queue when their leases end; up to five minutes later while over half the fleet is
        silent.
      </Notice>
    );
  }
  return null;
}
