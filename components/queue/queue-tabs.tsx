"use client";

import { LinkTabs } from "@/components/ui/link-tabs";
import { adminPaths } from "@/lib/client/admin-paths";

const items = [
  { href: adminPaths.queue, label: "Jobs" },
  { href: adminPaths.deadLetters, label: "Dead letters" },
  { href: adminPaths.queueRepair, label: "Repair" },
];

export function QueueTabs() {
  return <LinkTabs label="Queue" items={items} className="mb-4.5" />;
}
