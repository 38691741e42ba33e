"use client";

import { conditionWords } from "@/components/tokens/condition-words";
import type { ShownToken } from "@/components/tokens/shown-token";
import { WaitingForAgent } from "@/components/tokens/waiting-for-agent";
import { CommandLine } from "@/components/ui/command-line";
import { SecretOnce } from "@/components/ui/secret-once";
import { TierBadge } from "@/components/ui/tier-badge";
import { Timestamp } from "@/components/ui/timestamp";
import { useAllowedTargets } from "@/lib/client/allowed-targets";
import { joinCommand } from "@/lib/domain/agent/join-command";

interface JoinPanelProps {
  token: ShownToken;
  rawToken: string;
  onDone: () => void;
}

/** The token inside its one-line command, masked until revealed, and below it the wait for the agent that uses it. */
export function JoinPanel({ token, rawToken, onDone }: JoinPanelProps) {
  const conditions = conditionWords(token);
  const allowTargets = useAllowedTargets();
  return (
    <SecretOnce
      secret={rawToken}
      title="Your bootstrap token"
      storedLabel="I stored it or have used it"
      onDone={onDone}
    >
      <div className="space-y-2">
        <p className="text-ink-2 text-sm">Run this on the host that is to become an agent:</p>
        <CommandLine
          label="Join command"
          command={joinCommand(window.location.origin, rawToken, allowTargets)}
          secret={rawToken}
        />
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-3 text-sm">
          {token.tier ? <TierBadge tier={token.tier} /> : null}
          <span>
            {token.max_uses === 1 ? "one agent" : `up to ${token.max_uses} agents`}, until{" "}
            <Timestamp at={token.expires_at} />
            {conditions.length > 0 ? `, asks for ${conditions.join(", ")}` : null}
          </span>
        </p>
      </div>
      <WaitingForAgent token={token} />
    </SecretOnce>
  );
}
