"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useState } from "react";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { getAgentOptions } from "@/components/agents/api/get-agent-query";
import { toolWords } from "@/components/agents/tool-words";
import { countWords } from "@/components/fleet/count-words";
import { newTokenOptions } from "@/components/tokens/api/new-token-query";
import { conditionWords } from "@/components/tokens/condition-words";
import type { ShownToken } from "@/components/tokens/shown-token";
import { CommandLine } from "@/components/ui/command-line";
import { Notice } from "@/components/ui/notice";
import { Spinner } from "@/components/ui/spinner";
import { StatusBadge } from "@/components/ui/status-badge";
import { useAllowedTargets } from "@/lib/client/allowed-targets";
import { useOrigin } from "@/lib/client/use-origin";
import { checkCommand, runCommand } from "@/lib/domain/agent/join-command";

/** Seconds of waiting after which the usual causes are worth reading. */
const PATIENCE_SECONDS = 60;
/** Seconds within which an agent that runs sends its first beat. */
const FIRST_BEAT_SECONDS = 10;

/** Waits for the agents that use a token and names each as it connects, without a reload. */
export function WaitingForAgent({ token }: { token: ShownToken }) {
  const { data } = useQuery(newTokenOptions(useAgentOwner().owner, token));
  const joined = data.registrations;
  const isOpen = data.status === "active";
  return (
    <div className="space-y-2" aria-live="polite">
      {joined.map((registration) => (
        <ConnectedAgent
          key={registration.agent_id}
          id={registration.agent_id}
          name={registration.agent_name}
        />
      ))}
      {isOpen ? <Waiting token={data} isFirst={joined.length === 0} /> : null}
      {data.status === "expired" || data.status === "revoked" ? (
        <Notice
          tone="wait"
          title={`This token has been ${data.status === "revoked" ? "revoked" : "used too late"}`}
        >
          Create a new one to join an agent.
        </Notice>
      ) : null}
    </div>
  );
}

function Waiting({ token, isFirst }: { token: ShownToken; isFirst: boolean }) {
  const isLong = useElapsed(PATIENCE_SECONDS);
  return (
    <>
      <p className="flex items-center gap-2 text-ink-2">
        <Spinner className="size-4" />
        {isFirst
          ? "Waiting for your agent…"
          : `Waiting for more agents, ${token.max_uses - token.current_uses} to go…`}
      </p>
      {isLong && isFirst ? <UsualCauses token={token} /> : null}
    </>
  );
}

function UsualCauses({ token }: { token: ShownToken }) {
  const origin = useOrigin();
  const conditions = conditionWords(token);
  return (
    <Notice tone="wait" title="Nothing yet. The three usual causes">
      <ol className="list-decimal space-y-0.5 pl-5">
        <li>
          The host cannot reach <code className="font-mono text-sm">{window.location.origin}</code>: a
          firewall, a proxy, or an address that only your own network knows.
        </li>
        <li>
          {conditions.length > 0
            ? `The host does not meet the token's conditions: ${conditions.join(", ")}.`
            : "The token was cut short when it was pasted. Copy the whole command again."}
        </li>
        <li>
          The host has joined before, or its name is taken. Add --name with another name, or leave first.
        </li>
      </ol>
      <p className="mt-2 mb-1">Let the host say which:</p>
      <CommandLine command={checkCommand(origin)} label="Check command" />
    </Notice>
  );
}

function ConnectedAgent({ id, name }: { id: string; name: string }) {
  const isSlow = useElapsed(FIRST_BEAT_SECONDS);
  const origin = useOrigin();
  const allowTargets = useAllowedTargets();
  const { owner } = useAgentOwner();
  const agent = useQuery(getAgentOptions(owner, id)).data?.agent;
  const facts = agent
    ? [countWords(agent.max_concurrent_jobs, "slot"), ...agent.tools.map(toolWords)].join(", ")
    : null;
  return (
    <div className="rounded border border-ok/25 bg-ok-bg/75 px-3.5 py-2.5">
      <StatusBadge tone="ok" size="lg">
        <Link href={owner.paths.agent(id)} className="rounded-sm underline">
          {name}
        </Link>{" "}
        connected{facts ? `, ${facts}` : null}
      </StatusBadge>
      {isSlow && agent?.health === "pending" ? (
        <div className="mt-1.5 space-y-1.5 text-ink-2 text-sm">
          <p>It has joined and takes jobs once it runs:</p>
          <CommandLine command={runCommand(origin, allowTargets)} label="Run command" />
        </div>
      ) : null}
    </div>
  );
}

/** True once this many seconds have gone by since the first showing. */
function useElapsed(seconds: number): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsOver(true), seconds * 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
  return isOver;
}
