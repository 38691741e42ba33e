"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { countWords } from "@/components/fleet/count-words";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { tierStaleKeys } from "@/components/queue/api/tier-stale-keys";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { tierLabels } from "@/components/ui/tier-shape";
import { apiFetch } from "@/lib/client/api-fetch";
import { resumeTier } from "@/lib/client/operations/tier";
import type { QueueStats } from "@/lib/contracts/admin-job";
import type { Tier } from "@/lib/domain/tier/tier";

// Loaded when first opened: the page itself needs nothing of it.
const PauseTierDialog = dynamic(() =>
  import("@/components/queue/pause-tier-dialog").then((module) => module.PauseTierDialog),
);

/** Pauses a tier, or changes or ends its pause. */
export function TierPauseActions({ tier, lane }: { tier: Tier; lane: QueueStats["tiers"][Tier] }) {
  const [isAsking, setIsAsking] = useState(false);
  const resume = useAdminMutation(() => apiFetch(resumeTier, { params: { slug: tier } }), tierStaleKeys);
  const name = tierLabels[tier];
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="sm"
        aria-label={lane.pause ? `Change the pause of ${name}` : `Pause ${name}`}
        onClick={() => setIsAsking(true)}
      >
        {lane.pause ? "Change" : "Pause"}
      </Button>
      {lane.pause ? (
        <ConfirmDialog
          trigger={
            <Button size="sm" aria-label={`Resume ${name}`}>
              Resume
            </Button>
          }
          title={`Resume ${name}?`}
          description={`Its agents get work at once. ${countWords(lane.waiting, "job")} ${lane.waiting === 1 ? "has" : "have"} it as best tier.`}
          confirmLabel="Resume tier"
          tone="primary"
          onConfirm={async () => {
            await resume.mutateAsync(undefined);
          }}
        />
      ) : null}
      {isAsking ? (
        <PauseTierDialog tier={tier} pause={lane.pause} onClose={() => setIsAsking(false)} />
      ) : null}
    </div>
  );
}
