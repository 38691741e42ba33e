"use client";

import { AgentMenu } from "@/components/agents/agent-menu";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { AgentSlots } from "@/components/agents/agent-slots";
import { AgentStatus } from "@/components/agents/agent-status";
import { LastBeat } from "@/components/agents/last-beat";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TierBadge } from "@/components/ui/tier-badge";
import type { AgentView } from "@/lib/contracts/agent";

/** More slots than this are said in figures only: a row of squares must stay one line. */
const DRAWN_SLOTS_MAX = 8;

/** Agents in rows; the whole row opens the agent, the menu acts on it. */
export function AgentsTable({ agents, readAt }: { agents: readonly AgentView[]; readAt: number }) {
  const { owner, mayManage } = useAgentOwner();
  return (
    <Table label="Agents">
      <TableHead>
        <Th>Agent</Th>
        {owner.isPlatform ? <Th>Tier</Th> : null}
        <Th>Status</Th>
        <Th>Slots</Th>
        <Th align="right">Load</Th>
        <Th>Version</Th>
        <Th align="right">Last beat</Th>
        {mayManage ? (
          <Th align="right">
            <span className="sr-only">Actions</span>
          </Th>
        ) : null}
      </TableHead>
      <TableBody>
        {agents.map((agent) => (
          <TableRow key={agent.id}>
            <Td>
              <RowLink href={owner.paths.agent(agent.id)}>{agent.name}</RowLink>
              <span className="block text-ink-3 text-sm [overflow-wrap:anywhere]">
                {[agent.hostname, agent.region].filter(Boolean).join(" · ") || "–"}
              </span>
            </Td>
            {owner.isPlatform ? (
              <Td label="Tier">
                <TierBadge tier={agent.tier} />
              </Td>
            ) : null}
            <Td label="Status">
              <AgentStatus agent={agent} />
            </Td>
            <Td label="Slots">
              <Slots agent={agent} />
            </Td>
            <Td label="Load" align="right" empty={agent.health !== "online"}>
              {agent.health === "online" ? (
                Math.round(agent.load_score)
              ) : (
                <span className="text-ink-3">–</span>
              )}
            </Td>
            <Td label="Version" empty={agent.version === null} className="text-ink-2 tabular-nums">
              {agent.version ?? <span className="text-ink-3">–</span>}
            </Td>
            <Td label="Last beat" align="right" className="text-ink-3">
              <LastBeat agent={agent} readAt={readAt} />
            </Td>
            {mayManage ? (
              <Td label="Actions" align="right" actions>
                <AgentMenu agent={agent} />
              </Td>
            ) : null}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Slots({ agent }: { agent: AgentView }) {
  const { current_jobs: used, max_concurrent_jobs: total } = agent;
  if (total > DRAWN_SLOTS_MAX || used > total) {
    return (
      <span className="tabular-nums">
        {used} of {total}
      </span>
    );
  }
  return <AgentSlots agent={agent} />;
}
