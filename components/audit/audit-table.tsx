"use client";

import { useState } from "react";
import { AuditEntryDialog } from "@/components/audit/audit-entry-dialog";
import { auditTargetWords } from "@/components/audit/target-words";
import { Button } from "@/components/ui/button";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { Timestamp } from "@/components/ui/timestamp";
import type { AuditEntryView } from "@/lib/contracts/audit-log";

/** Entries in rows; each opens whole, with before and after. */
export function AuditTable({ entries }: { entries: readonly AuditEntryView[] }) {
  const [shown, setShown] = useState<AuditEntryView | null>(null);
  return (
    <>
      <Table label="Audit log">
        <TableHead>
          <Th>Action</Th>
          <Th>Target</Th>
          <Th>Actor</Th>
          <Th>Tenant</Th>
          <Th>Address</Th>
          <Th align="right">When</Th>
          <Th align="right">
            <span className="sr-only">Details</span>
          </Th>
        </TableHead>
        <TableBody>
          {entries.map((entry) => (
            <TableRow key={entry.id}>
              <Td className="font-mono text-sm">{entry.action}</Td>
              <Td label="Target" className="[overflow-wrap:anywhere]">
                {auditTargetWords(entry)}
              </Td>
              <Td label="Actor" className="[overflow-wrap:anywhere]">
                {entry.actor.name}
              </Td>
              <Td label="Tenant">{entry.tenant_slug ?? <span className="text-ink-3">–</span>}</Td>
              <Td label="Address" className="text-ink-2 tabular-nums">
                {entry.ip ?? <span className="text-ink-3">–</span>}
              </Td>
              <Td label="When" align="right" className="text-ink-3">
                <Timestamp at={entry.at} />
              </Td>
              <Td label="Details" align="right" actions>
                <Button
                  size="sm"
                  variant="quiet"
                  aria-label={`Details of ${entry.action}`}
                  onClick={() => setShown(entry)}
                >
                  Details
                </Button>
              </Td>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {shown ? <AuditEntryDialog entry={shown} onClose={() => setShown(null)} /> : null}
    </>
  );
}
