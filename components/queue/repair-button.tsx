"use client";

import type { RefObject } from "react";
import { countWords } from "@/components/fleet/count-words";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { apiFetch } from "@/lib/client/api-fetch";
import { repairQueue } from "@/lib/client/operations/queue-repair";
import type { QueueFaults } from "@/lib/contracts/queue-repair";

interface RepairButtonProps {
  checks: QueueFaults["checks"];
  /** What became of each. */
  onRepaired: (checks: QueueFaults["checks"]) => Promise<unknown>;
  focusAfter: RefObject<HTMLElement | null>;
}

/** Mends what these checks found, after a question that says what will be done. */
export function RepairButton({ checks, onRepaired, focusAfter }: RepairButtonProps) {
  const found = checks.reduce((sum, check) => sum + check.found, 0);
  const repair = useAdminMutation(
    () => apiFetch(repairQueue, { body: { dry_run: false, checks: checks.map(({ name }) => name) } }),
    [["listAdminJobs"], ["getQueueStats"]],
  );
  return (
    <ConfirmDialog
      trigger={<Button variant="primary">Repair</Button>}
      title={`Repair ${countWords(found, "fault")}?`}
      description="At most 100 of a kind at a time, each only if it is still there. The audit log gets an entry for each, with before and after."
      confirmLabel="Repair now"
      tone="primary"
      onConfirm={async () => {
        const answer = await repair.mutateAsync();
        await onRepaired(answer.checks);
      }}
      focusAfter={focusAfter}
    >
      <ul className="list-disc space-y-1 pl-5 text-ink-2 text-sm">
        {checks.map((check) => (
          <li key={check.name}>
            {check.title}: {check.repair}
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
