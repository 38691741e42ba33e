"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { AgentStatus } from "@/components/agents/agent-status";
import { PLATFORM } from "@/components/agents/api/agent-owner";
import { ATTENTION_LOOKED_AT, listAgentsOptions } from "@/components/agents/api/list-agents-query";
import { countWords } from "@/components/fleet/count-words";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { queueStatsOptions } from "@/components/queue/api/queue-stats-query";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { TierBadge } from "@/components/ui/tier-badge";
import { adminPaths } from "@/lib/client/admin-paths";
import type { AgentView } from "@/lib/contracts/agent";

/** Agents shown at most; the list has the rest. */
const SHOWN_MAX = 6;

/** Dead letters that wait for a decision, and agents that are not simply working: silent, resting, draining. */
export function AttentionCard() {
  const query = useInfiniteQuery(listAgentsOptions(PLATFORM, {}, ATTENTION_LOOKED_AT));
  const agents = query.data?.pages.flatMap((page) => page.items) ?? [];
  const letters = useQuery(queueStatsOptions()).data?.open_dead_letters ?? 0;
  const remarkable = agents.filter((agent) => agent.status !== "active" || agent.health !== "online");
  return (
    <Card>
      <CardHeader
        title="Needs a look"
        meta={remarkable.length + letters > 0 ? String(remarkable.length + letters) : undefined}
        action={
          <ButtonLink href={adminPaths.agents} size="sm" variant="quiet">
            All agents
          </ButtonLink>
        }
        className="pb-3.5"
      />
      {letters > 0 ? (
        <p className="border-line border-t px-4.5 py-2.5">
          <Link href={adminPaths.deadLetters} className="rounded-sm font-medium hover:underline">
            {countWords(letters, "dead letter")}
          </Link>{" "}
          <span className="text-ink-3 text-sm">{letters === 1 ? "waits" : "wait"} for a decision</span>
        </p>
      ) : null}
      <div className="border-line border-t">
        {query.isPending ? (
          <div className="p-4.5">
            <Skeleton className="h-16" />
          </div>
        ) : query.isError && agents.length === 0 ? (
          <QueryErrorState what="The agents could not be loaded" query={query} />
        ) : remarkable.length === 0 ? (
          <EmptyState sentence="Every agent is online and active." />
        ) : (
          <ul className="divide-y divide-line">
            {remarkable.slice(0, SHOWN_MAX).map((agent) => (
              <AgentLine key={agent.id} agent={agent} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

function AgentLine({ agent }: { agent: AgentView }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4.5 py-2.5">
      <Link href={adminPaths.agent(agent.id)} className="min-w-0 rounded-full">
        <TierBadge tier={agent.tier} name={agent.name} />
      </Link>
      <AgentStatus agent={agent} />
      <span className="ml-auto text-ink-3 text-sm">
        {agent.last_seen_at ? (
          <RelativeTime at={agent.last_seen_at} />
        ) : (
          <>
            joined <RelativeTime at={agent.created_at} />
          </>
        )}
      </span>
    </li>
  );
}
