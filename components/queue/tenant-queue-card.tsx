"use client";

import { useQuery } from "@tanstack/react-query";
import { ordinal } from "@/components/jobs/ordinal";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { tenantQueueOptions } from "@/components/queue/api/tenant-queue-query";
import { demandWords, laneWords, standingWords } from "@/components/queue/lane-words";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TierBadge } from "@/components/ui/tier-badge";
import { adminPaths } from "@/lib/client/admin-paths";
import type { TenantQueue } from "@/lib/contracts/admin-explain";

/** Where a tenant stands with each kind of job that waits, and why the first of them does. */
export function TenantQueueCard({ id }: { id: string }) {
  const query = useQuery(tenantQueueOptions(id));

  function content() {
    if (!query.data)
      return <QueryErrorState what="The tenant's queue could not be explained" query={query} />;
    const { lanes } = query.data;
    if (lanes.length === 0) {
      return <EmptyState sentence="Nothing of this tenant waits." className="border-line border-t py-6" />;
    }
    return (
      <Table label="Kinds of job that wait, and why">
        <TableHead>
          <Th>Jobs</Th>
          <Th>First of them</Th>
          <Th>The tenant reads</Th>
          <Th>Highest tier</Th>
          <Th align="right">Weight</Th>
          <Th align="right">Waiting</Th>
          <Th align="right">Running</Th>
        </TableHead>
        <TableBody>
          {lanes.map((lane) => (
            <LaneRow key={lane.first_job_id} lane={lane} />
          ))}
        </TableBody>
      </Table>
    );
  }

  return (
    <Card aria-labelledby="tenant-queue-title">
      <CardHeader
        id="tenant-queue-title"
        title="Waiting"
        description="By kind of job: the place of the first among everybody's, why it waits, and how many of the kind run."
        className="pb-3.5"
      />
      {content()}
    </Card>
  );
}

/** Leads to the first job's own explanation: who goes before it, and what each agent says. */
function LaneRow({ lane }: { lane: TenantQueue["lanes"][number] }) {
  const { first_job_waiting: why } = lane;
  const isOwnOnly = lane.selection_mode === "tenant_only";
  return (
    <TableRow>
      <Td>
        <RowLink href={adminPaths.job(lane.first_job_id)}>{laneWords(lane)}</RowLink>
        <span className="block text-ink-3 text-sm [overflow-wrap:anywhere]">{demandWords(lane)}</span>
      </Td>
      <Td label="First of them">
        <span>
          {why ? `${ordinal(why.position)} in fair order` : "just gone"}
          <span className="block text-ink-3 text-sm">{standingWords(lane)}</span>
        </span>
      </Td>
      <Td label="The tenant reads" empty={why === null} className="max-w-80 text-ink-2">
        {why ? why.message : "–"}
      </Td>
      <Td label="Highest tier">
        {isOwnOnly ? "the tenant's own" : <HighestTier tier={lane.tier_ceiling} />}
      </Td>
      <Td label="Weight" align="right" empty={isOwnOnly}>
        {isOwnOnly ? "–" : lane.weight}
      </Td>
      <Td label="Waiting" align="right">
        {lane.waiting}
      </Td>
      <Td label="Running" align="right" empty={isOwnOnly}>
        {isOwnOnly ? "–" : lane.running}
      </Td>
    </TableRow>
  );
}

function HighestTier({ tier }: { tier: TenantQueue["lanes"][number]["tier_ceiling"] }) {
  return tier ? <TierBadge tier={tier} /> : "none of the platform's";
}
