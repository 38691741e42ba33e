import type { Metadata } from "next";
import { QueueRepair } from "@/components/queue/queue-repair";
import { QueueTabs } from "@/components/queue/queue-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";

export const metadata: Metadata = { title: "Repair" };

export default async function QueueRepairPage() {
  await requirePlatformAdmin();
  return (
    <>
      <PageHeader title="Repair" description="Faults in the queue's tables, and what mends them." />
      <QueueTabs />
      <QueueRepair />
    </>
  );
}
