"use client";

import Link from "next/link";
import { useState } from "react";
import { AuditEntryDialog } from "@/components/audit/audit-entry-dialog";
import { auditTargetPath, auditTargetWords, auditTenantWords } from "@/components/audit/entry-words";
import { Button } from "@/components/ui/button";
import { MiddleTruncate } from "@/components/ui/middle-truncate";
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
              <Td label="Target" clip className="w-1/4">
                <AuditTarget entry={entry} />
              </Td>
              <Td label="Actor" clip className="w-1/4">
                <MiddleTruncate text={entry.actor.name} />
              </Td>
              <Td label="Tenant" className="whitespace-nowrap text-ink-2">
                {auditTenantWords(entry)}
              </Td>
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

function AuditTarget({ entry }: { entry: AuditEntryView }) {
  const path = auditTargetPath(entry);
  const words = <MiddleTruncate text={auditTargetWords(entry)} />;
  if (path === null) return words;
  return (
    <Link href={path} className="block rounded-sm hover:underline">
      {words}
    </Link>
  );
}
