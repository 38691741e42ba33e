import Link from "next/link";
import { demandWords, laneWords } from "@/components/queue/lane-words";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { adminPaths } from "@/lib/client/admin-paths";
import type { JobExplanation } from "@/lib/contracts/admin-explain";

interface RivalsCardProps {
  rivals: JobExplanation["rivals"];
  /** Of those that are not among these. */
  furtherJobs: number;
}

/** Who goes before the job, and by what. */
export function RivalsCard({ rivals, furtherJobs }: RivalsCardProps) {
  return (
    <Card aria-labelledby="rivals-title">
      <CardHeader
        id="rivals-title"
        title="Before it"
        description="What other tenants are owed first: the lowest key goes, and each job raises its tenant's key by its length over the weight. A row for each kind of job of a tenant."
        className="pb-3"
      />
      {rivals.length === 0 ? <EmptyState sentence="No other tenant's job goes before it." /> : null}
      {rivals.length > 0 ? (
        <Table label="Tenants whose jobs go before it">
          <TableHead>
            <Th>Tenant</Th>
            <Th>Kind of job</Th>
            <Th align="right">Jobs before it</Th>
            <Th align="right">Key</Th>
            <Th align="right">Raised by</Th>
            <Th align="right">Weight</Th>
            <Th>Limit</Th>
          </TableHead>
          <TableBody>
            {rivals.map((rival, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: several groups may want the same
              <TableRow key={place}>
                <Td className="[overflow-wrap:anywhere]">
                  {rival.tenant ? (
                    <Link
                      href={adminPaths.tenant(rival.tenant.id)}
                      className="rounded-sm font-medium hover:underline"
                    >
                      {rival.tenant.slug}
                    </Link>
                  ) : (
                    "several tenants"
                  )}
                </Td>
                <Td label="Kind of job">
                  <span>
                    {laneWords(rival.lane)}
                    <span className="block text-ink-3 text-sm [overflow-wrap:anywhere]">
                      {demandWords(rival.lane)}
                    </span>
                  </span>
                </Td>
                <Td label="Jobs before it" align="right">
                  {rival.jobs_before}
                </Td>
                <Td label="Key" align="right">
                  {keyWords(rival.order_key)}
                </Td>
                <Td label="Raised by" align="right">
                  {keyWords(rival.charge)}
                </Td>
                <Td label="Weight" align="right">
                  {rival.weight}
                </Td>
                <Td label="Limit">
                  {rival.is_at_limit
                    ? `at its limit of ${rival.max_concurrent}`
                    : `up to ${rival.max_concurrent}`}
                </Td>
              </TableRow>
            ))}
            {furtherJobs > 0 ? (
              <TableRow>
                <Td>all others</Td>
                <Td empty />
                <Td label="Jobs before it" align="right">
                  {furtherJobs}
                </Td>
                <Td colSpan={4} empty />
              </TableRow>
            ) : null}
          </TableBody>
        </Table>
      ) : null}
    </Card>
  );
}

const keyWords = (key: number) => key.toFixed(1);
