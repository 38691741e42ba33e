"use client";

import { useHydrated, useNowSeconds } from "@/components/ui/live-clock";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AgentView } from "@/lib/contracts/agent";
import { isBeatLate } from "@/lib/domain/agent/liveness";

interface LastBeatProps {
  agent: AgentView;
  /** When the agent was read, in milliseconds since 1970. */
  readAt: number;
}

/** When the agent last said that it lives, and a hint while it is due and still counts as online. */
export function LastBeat({ agent, readAt }: LastBeatProps) {
  const now = useNowSeconds() * 1000;
  // The server's clock and the browser's may lie on either side of the limit.
  const isHydrated = useHydrated();
  if (agent.last_seen_at === null) return "never";
  const isLate =
    isHydrated &&
    agent.health === "online" &&
    isBeatLate(new Date(agent.last_seen_at), new Date(readAt), new Date(now));
  return (
    <span className="whitespace-nowrap">
      <RelativeTime at={agent.last_seen_at} />
      {isLate ? <span className="text-wait"> late</span> : null}
    </span>
  );
}
