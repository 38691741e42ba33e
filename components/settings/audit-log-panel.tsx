"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { auditLogOptions } from "@/components/settings/api/audit-log";
import { AuditEntryRow } from "@/components/settings/audit-entry-row";
import { auditFilters, auditSearchParams } from "@/components/settings/audit-search-params";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { useTenantSession } from "@/lib/client/tenant-session";

/** Who did what in this tenant, newest first. It cannot be changed. */
export function AuditLogPanel() {
  const { slug } = useTenantSession();
  const [values, setValues] = useQueryStates(auditSearchParams, { history: "replace", throttleMs: 300 });
  const filters = auditFilters(values);
  const query = useInfiniteQuery(auditLogOptions(slug, filters));
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = values.action !== null || values.actor !== null;

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading the audit log" rows={8} columns={4} />;
    if (query.isError && entries.length === 0) {
      return <QueryErrorState what="The audit log could not be loaded" query={query} />;
    }
    if (entries.length === 0 && filtered) {
      return (
        <EmptyState
          sentence="No entry matches these filters."
          action={<Button onClick={() => void setValues(null)}>Clear filters</Button>}
        />
      );
    }
    if (entries.length === 0) return <EmptyState sentence="Nothing has been changed in this tenant yet." />;
    return (
      <>
        <ul className="divide-y divide-line">
          {entries.map((entry) => (
            <AuditEntryRow key={entry.id} entry={entry} />
          ))}
        </ul>
        <LoadMore
          shown={entries.length}
          noun={entries.length === 1 ? "entry" : "entries"}
          hasMore={query.hasNextPage}
          loading={query.isFetchingNextPage}
          onLoadMore={() => void query.fetchNextPage()}
        />
      </>
    );
  }

  return (
    <Card aria-labelledby="audit-title">
      <CardHeader
        id="audit-title"
        title="Audit log"
        description="Every change, by whom and from where. It cannot be edited."
      />
      <search className="grid grid-cols-2 gap-2 px-4 py-3 sm:max-w-md sm:px-4.5">
        <Input
          type="search"
          aria-label="Filter by action"
          placeholder="Action, such as job."
          data-shortcut-focus=""
          value={values.action ?? ""}
          onChange={(event) => void setValues({ action: event.target.value || null })}
        />
        <Input
          type="search"
          aria-label="Filter by actor"
          placeholder="Actor"
          value={values.actor ?? ""}
          onChange={(event) => void setValues({ actor: event.target.value || null })}
        />
      </search>
      <div className="border-line border-t">{content()}</div>
    </Card>
  );
}
