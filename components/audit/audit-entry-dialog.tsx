"use client";

import { ChangedFieldsTable } from "@/components/audit/changed-fields-table";
import { auditTenantWords } from "@/components/audit/entry-words";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Facts } from "@/components/ui/facts";
import { Timestamp } from "@/components/ui/timestamp";
import type { AuditEntryView } from "@/lib/contracts/audit-log";

/** One entry whole. */
export function AuditEntryDialog({ entry, onClose }: { entry: AuditEntryView; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <DialogContent
        title={<span className="font-mono">{entry.action}</span>}
        size="lg"
        className="space-y-4"
      >
        <Facts
          items={[
            { label: "When", value: <Timestamp at={entry.at} /> },
            { label: "Actor", value: `${entry.actor.name} (${entry.actor.type.replace("_", " ")})` },
            ...(entry.actor.id ? [{ label: "Actor id", value: entry.actor.id, mono: true }] : []),
            { label: "Target", value: entry.target_type.replace("_", " ") },
            ...(entry.target_id ? [{ label: "Target id", value: entry.target_id, mono: true }] : []),
            { label: "Tenant", value: auditTenantWords(entry) },
            { label: "Address", value: entry.ip ?? "–", mono: entry.ip !== null },
            { label: "Request", value: entry.request_id ?? "–", mono: entry.request_id !== null },
          ]}
        />
        <ChangedFieldsTable before={entry.before} after={entry.after} />
      </DialogContent>
    </Dialog>
  );
}
