import Link from "next/link";
import { foundWords } from "@/components/queue/found-words";
import { Card, CardFooter, CardHeader } from "@/components/ui/card";
import { MiddleTruncate } from "@/components/ui/middle-truncate";
import { Notice } from "@/components/ui/notice";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { adminPaths } from "@/lib/client/admin-paths";
import type { QueueFaults } from "@/lib/contracts/queue-repair";

type Check = QueueFaults["checks"][number];

/** What one check found: what is wrong, what a repair does, and some of it. */
export function FaultyCheckCard({ check }: { check: Check }) {
  const titleId = `check-${check.name}`;
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader
        id={titleId}
        title={check.title}
        meta={check.found}
        description={`${check.meaning} Repair: ${check.repair}`}
        className="pb-3"
      />
      {check.error ? (
        <Notice tone="wait" className="mx-4.5 mb-3.5">
          {check.error}
        </Notice>
      ) : null}
      {check.samples.length > 0 ? <SampleTable check={check} /> : null}
      {check.found > check.samples.length ? (
        <CardFooter>The first {check.samples.length} are shown.</CardFooter>
      ) : null}
    </Card>
  );
}

function SampleTable({ check }: { check: Check }) {
  return (
    <div className="border-line border-t">
      <Table label={check.title}>
        <TableHead>
          <Th>Where</Th>
          <Th>Tenant</Th>
          <Th>Found</Th>
        </TableHead>
        <TableBody>
          {check.samples.map((sample) => (
            <TableRow key={sample.subject}>
              <Td clip className="font-mono text-sm">
                {sample.job_id ? (
                  <Link href={adminPaths.job(sample.job_id)} className="block rounded-sm hover:underline">
                    <MiddleTruncate text={`job ${sample.job_id}`} />
                  </Link>
                ) : (
                  <MiddleTruncate text={sample.subject} />
                )}
              </Td>
              <Td label="Tenant" className="whitespace-nowrap">
                {sample.tenant ? (
                  <Link href={adminPaths.tenant(sample.tenant.id)} className="rounded-sm hover:underline">
                    {sample.tenant.slug}
                  </Link>
                ) : (
                  <span className="text-ink-3">–</span>
                )}
              </Td>
              <Td label="Found" className="text-sm [overflow-wrap:anywhere]">
                {foundWords(sample.found)}
              </Td>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
