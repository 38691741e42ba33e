import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import { PauseEndWords } from "@/components/ui/pause-end-words";
import { tierLabels } from "@/components/ui/tier-shape";
import { Timestamp } from "@/components/ui/timestamp";
import type { TierPause } from "@/lib/contracts/tier-pause";
import type { Tier } from "@/lib/domain/tier/tier";

/** That a tier is paused, why, by whom and until when. */
export function TierPauseNotice({
  tier,
  pause,
  action,
}: {
  tier: Tier;
  pause: TierPause;
  action?: ReactNode;
}) {
  return (
    <Notice tone="wait" title={`${tierLabels[tier]} is paused: no new jobs`} action={action}>
      <p className="[overflow-wrap:anywhere]">“{pause.note}”</p>
      <p className="text-sm">
        Paused by <span className="[overflow-wrap:anywhere]">{pause.paused_by}</span>,{" "}
        <Timestamp at={pause.paused_at} />
        {pause.resumes_at === null ? (
          ", until it is resumed."
        ) : (
          <>
            . <PauseEndWords resumesAt={pause.resumes_at} />
          </>
        )}
      </p>
    </Notice>
  );
}
