"use client";

import { useQuery } from "@tanstack/react-query";
import { queueStatsOptions } from "@/components/queue/api/queue-stats-query";
import { LinkTabs } from "@/components/ui/link-tabs";
import { adminPaths } from "@/lib/client/admin-paths";

/** The pages of the queue. Dead letters that wait for a decision are counted. */
export function QueueTabs() {
  const open = useQuery(queueStatsOptions()).data?.open_dead_letters ?? 0;
  const items = [
    { href: adminPaths.queue, label: "Jobs" },
    { href: adminPaths.deadLetters, label: "Dead letters", ...(open > 0 ? { count: open } : {}) },
    { href: adminPaths.queueRepair, label: "Repair" },
  ];
  return <LinkTabs label="Queue" items={items} className="mb-4.5" />;
}
