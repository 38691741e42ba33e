"use client";

import { OverrideDialog } from "@/components/tenants/override-dialog";
import { overrideNames, overrideValueWords } from "@/components/tenants/override-names";
import { RemoveOverrideButton } from "@/components/tenants/remove-override-button";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { useHydrated, useNowSeconds } from "@/components/ui/live-clock";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { Timestamp } from "@/components/ui/timestamp";
import type { TenantView } from "@/lib/contracts/tenant";

/** Where the tenant's limits differ from its plan: since when, until when, by whom and why. */
export function OverridesCard({ tenant }: { tenant: TenantView }) {
  const overrides = tenant.limits_override;
  return (
    <Card>
      <CardHeader
        title="Overrides"
        description="They win over the plan, each until its own end."
        action={tenant.plan === null ? null : <OverrideDialog tenant={tenant} />}
        className="pb-3.5"
      />
      {overrides.length === 0 ? (
        <EmptyState
          sentence={
            tenant.plan === null
              ? "A tenant without a plan has nothing to override."
              : "The plan's own limits are in force."
          }
          className="border-line border-t py-6"
        />
      ) : (
        <Table label="Overrides">
          <TableHead>
            <Th>Limit</Th>
            <Th>Value</Th>
            <Th>Reason</Th>
            <Th>Set by</Th>
            <Th>Until</Th>
            <Th align="right">
              <span className="sr-only">Actions</span>
            </Th>
          </TableHead>
          <TableBody>
            {overrides.map((override) => (
              <TableRow key={override.key}>
                <Td className="font-medium">{overrideNames[override.key]}</Td>
                <Td label="Value" className="tabular-nums">
                  {overrideValueWords(override.value)}
                </Td>
                <Td label="Reason" className="max-w-80 text-ink-2 [overflow-wrap:anywhere]">
                  {override.reason}
                </Td>
                <Td label="Set by">
                  <span>
                    {override.set_by}
                    <span className="block text-ink-3 text-sm">
                      <RelativeTime at={override.set_at} />
                    </span>
                  </span>
                </Td>
                <Td label="Until">
                  <Until at={override.expires_at} />
                </Td>
                <Td label="Actions" align="right" actions>
                  <RemoveOverrideButton tenant={tenant} override={override} />
                </Td>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function Until({ at }: { at: string | null }) {
  const nowSeconds = useNowSeconds(at !== null);
  const isHydrated = useHydrated();
  if (at === null) return <span className="text-ink-3">removed by hand</span>;
  const isOver = isHydrated && Date.parse(at) / 1000 <= nowSeconds;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Timestamp at={at} />
      {isOver ? <Badge>expired</Badge> : null}
    </span>
  );
}
