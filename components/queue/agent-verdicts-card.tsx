import Link from "next/link";
import { byVerdict, verdictWords } from "@/components/queue/verdict-words";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TierBadge } from "@/components/ui/tier-badge";
import { adminPaths } from "@/lib/client/admin-paths";
import type { JobExplanation } from "@/lib/contracts/admin-explain";

/** Every agent, and why it takes the job or not. */
export function AgentVerdictsCard({ agents }: { agents: JobExplanation["agents"] }) {
  return (
    <Card aria-labelledby="agents-title">
      <CardHeader id="agents-title" title="Agents" className="pb-3" />
      {agents.length === 0 ? <EmptyState sentence="There is no agent." /> : null}
      {agents.length > 0 ? (
        <Table label="Agents and why each takes the job or not">
          <TableHead>
            <Th>Agent</Th>
            <Th>Tier</Th>
            <Th>Now</Th>
            <Th align="right">Slots</Th>
          </TableHead>
          <TableBody>
            {agents.toSorted(byVerdict).map((agent) => (
              <TableRow key={agent.id}>
                <Td className="[overflow-wrap:anywhere]">
                  {agent.is_platform_agent ? (
                    <Link
                      href={adminPaths.agent(agent.id)}
                      className="rounded-sm font-medium hover:underline"
                    >
                      {agent.name}
                    </Link>
                  ) : (
                    <span className="font-medium">{agent.name}</span>
                  )}
                </Td>
                <Td label="Tier">
                  {agent.is_platform_agent ? <TierBadge tier={agent.tier} /> : "the tenant's own"}
                </Td>
                <Td label="Now">
                  <StatusBadge tone={verdictWords[agent.verdict].tone}>
                    {verdictWords[agent.verdict].words}
                  </StatusBadge>
                </Td>
                <Td label="Slots" align="right">
                  {agent.used} of {agent.slots}
                </Td>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      ) : null}
    </Card>
  );
}
