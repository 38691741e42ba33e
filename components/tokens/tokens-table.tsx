"use client";

import Link from "next/link";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { conditionWords } from "@/components/tokens/condition-words";
import { RevokeTokenButton } from "@/components/tokens/revoke-token-button";
import type { ShownToken } from "@/components/tokens/shown-token";
import { TokenStatus } from "@/components/tokens/token-status";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TierBadge } from "@/components/ui/tier-badge";

/** Agents named in a row; the rest is counted. */
const NAMED_AGENTS_MAX = 3;

/** Tokens in rows, each with the agents that it let in. */
export function TokensTable({ tokens }: { tokens: readonly ShownToken[] }) {
  const { owner, mayManage } = useAgentOwner();
  return (
    <Table label="Bootstrap tokens">
      <TableHead>
        <Th>Token</Th>
        {owner.isPlatform ? <Th>Tier</Th> : null}
        <Th>Status</Th>
        <Th>Uses</Th>
        <Th>Conditions</Th>
        <Th>Created</Th>
        <Th>Expires</Th>
        {mayManage ? (
          <Th align="right">
            <span className="sr-only">Actions</span>
          </Th>
        ) : null}
      </TableHead>
      <TableBody>
        {tokens.map((token) => (
          <TableRow key={token.id}>
            <Td>
              <code className="font-medium font-mono">{token.token_prefix}</code>
              {token.description ? (
                <span className="block text-ink-3 text-sm [overflow-wrap:anywhere]">{token.description}</span>
              ) : null}
            </Td>
            {token.tier ? (
              <Td label="Tier">
                <TierBadge tier={token.tier} />
              </Td>
            ) : null}
            <Td label="Status">
              <TokenStatus status={token.status} />
            </Td>
            <Td label="Uses">
              <span className="tabular-nums">
                {token.current_uses} of {token.max_uses}
                <Registrations token={token} />
              </span>
            </Td>
            <Td label="Conditions" className="text-ink-2 text-sm">
              {conditionWords(token).join(", ") || <span className="text-ink-3">none</span>}
            </Td>
            <Td label="Created">
              <span>
                <RelativeTime at={token.created_at} />
                <span className="block break-words text-ink-3 text-sm">{token.created_by}</span>
              </span>
            </Td>
            <Td label="Expires" className="text-ink-2">
              <RelativeTime at={token.expires_at} />
            </Td>
            {mayManage ? (
              <Td label="Actions" align="right" actions>
                {token.status === "active" ? (
                  <RevokeTokenButton token={token} />
                ) : (
                  <span className="text-ink-3">–</span>
                )}
              </Td>
            ) : null}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Registrations({ token }: { token: ShownToken }) {
  const { owner } = useAgentOwner();
  const named = token.registrations.slice(-NAMED_AGENTS_MAX);
  const others = token.registrations.length - named.length;
  if (named.length === 0) return null;
  return (
    <span className="block text-sm">
      {named.map((registration, place) => (
        <span key={registration.agent_id}>
          {place > 0 ? ", " : null}
          <Link
            href={owner.paths.agent(registration.agent_id)}
            className="whitespace-nowrap rounded-sm underline"
          >
            {registration.agent_name}
          </Link>
        </span>
      ))}
      {others > 0 ? <span className="text-ink-3"> and {others} more</span> : null}
    </span>
  );
}
