"use client";

import { LastBeat } from "@/components/agents/last-beat";
import { toolWords } from "@/components/agents/tool-words";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { Timestamp } from "@/components/ui/timestamp";
import type { AgentView } from "@/lib/contracts/agent";

/** What the agent said of itself and what admins set. */
export function AgentFactsCard({ agent, readAt }: { agent: AgentView; readAt: number }) {
  return (
    <Card>
      <CardHeader title="Details" />
      <CardBody>
        <Facts
          items={[
            { label: "Last beat", value: <LastBeat agent={agent} readAt={readAt} /> },
            { label: "Tools", value: <Words words={agent.tools.map(toolWords)} /> },
            { label: "Capabilities", value: <Words words={agent.capabilities} /> },
            { label: "Region", value: agent.region ?? "–" },
            {
              label: "Labels",
              value: (
                <Words words={Object.entries(agent.labels).map(([name, value]) => `${name}=${value}`)} />
              ),
            },
            { label: "Host", value: agent.hostname ?? "–" },
            { label: "Version", value: agent.version ?? "–" },
            { label: "Key", value: agent.api_key_prefix, mono: true },
            { label: "Joined", value: <Timestamp at={agent.created_at} /> },
            { label: "Id", value: agent.id, mono: true },
          ]}
        />
      </CardBody>
    </Card>
  );
}

function Words({ words }: { words: string[] }) {
  if (words.length === 0) return "–";
  return (
    <ul className="flex flex-wrap gap-1">
      {words.map((word) => (
        <li key={word} className="min-w-0 max-w-full">
          <Badge tone="outline" className="whitespace-normal [overflow-wrap:anywhere]">
            {word}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
