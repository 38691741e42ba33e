"use client";

import { AgentMenu } from "@/components/agents/agent-menu";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { AgentStatus } from "@/components/agents/agent-status";
import { RelativeTime } from "@/components/ui/relative-time";
import { SlotMeter } from "@/components/ui/slot-meter";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TierBadge } from "@/components/ui/tier-badge";
import type { AgentView } from "@/lib/contracts/agent";

/** More slots than this are said in figures only: a row of squares must stay one line. */
const DRAWN_SLOTS_MAX = 8;

/** Agents in rows; the whole row opens the agent, the menu acts on it. */
export function AgentsTable({ agents }: { agents: readonly AgentView[] }) {
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
            <Td label="Load" align="right">
              {agent.health === "online" ? (
                Math.round(agent.load_score)
              ) : (
                <span className="text-ink-3">–</span>
              )}
            </Td>
            <Td label="Version" className="text-ink-2 tabular-nums">
              {agent.version ?? <span className="text-ink-3">–</span>}
            </Td>
            <Td label="Last beat" align="right" className="text-ink-3">
              {agent.last_seen_at ? <RelativeTime at={agent.last_seen_at} /> : "never"}
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
  const words = `${used} of ${total}`;
  if (total > DRAWN_SLOTS_MAX || used > total) return <span className="tabular-nums">{words}</span>;
  return <SlotMeter tier={agent.tier} used={used} total={total} label={`${words} slots in use`} />;
}
