"use client";

import { LiveIndicator } from "@/components/layout/live-indicator";
import { useLive } from "@/lib/client/live-events";

/** The page's live mark; pressing it pauses and resumes. */
export function LiveStatus() {
  const { state, updatedAt, toggle } = useLive();
  return <LiveIndicator state={state} updatedAt={updatedAt} onToggle={toggle} />;
}
