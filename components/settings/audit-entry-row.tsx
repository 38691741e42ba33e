"use client";

import { ChevronRight } from "lucide-react";
import { auditChanges } from "@/components/settings/audit-changes";
import { Timestamp } from "@/components/ui/timestamp";
import type { AuditEntryView } from "@/lib/contracts/audit-log";

/** One entry; opens to what was before and after, and where it came from. */
export function AuditEntryRow({ entry }: { entry: AuditEntryView }) {
  const changes = auditChanges(entry.before, entry.after);
  return (
    <li>
      <details className="group">
        <summary className="grid list-none grid-cols-[minmax(0,1fr)_1rem] items-center gap-x-4 gap-y-0.5 px-4 py-2.5 hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[11.5rem_minmax(0,1fr)_minmax(0,15rem)_1rem] sm:px-4.5 [&::-webkit-details-marker]:hidden">
          <Timestamp at={entry.at} className="col-start-1 text-ink-3" />
          <code className="col-start-1 min-w-0 font-mono text-sm [overflow-wrap:anywhere] sm:col-start-2 sm:row-start-1">
            {entry.action}
          </code>
          <span className="col-start-1 min-w-0 truncate sm:col-start-3 sm:row-start-1">
            {entry.actor.name}
          </span>
          <ChevronRight
            aria-hidden
            className="col-start-2 row-start-1 size-4 text-ink-3 transition-transform duration-100 group-open:rotate-90 sm:col-start-4"
          />
        </summary>
        <div className="space-y-3 border-line border-t bg-sunk px-4 py-3 text-sm sm:px-4.5">
          <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
            <Fact name="Target" value={`${entry.target_type} ${entry.target_id ?? ""}`} />
            <Fact name="Actor" value={`${entry.actor.type.replace("_", " ")} ${entry.actor.id ?? ""}`} />
            <Fact name="Address" value={entry.ip ?? "none"} />
            <Fact name="Request" value={entry.request_id ?? "none"} />
          </dl>
          {changes.length > 0 ? (
            <dl className="space-y-1">
              {changes.map((change) => (
                <div key={change.name} className="flex flex-wrap gap-x-2 [overflow-wrap:anywhere]">
                  <dt className="text-ink-3">{change.name}</dt>
                  <dd className="min-w-0 font-mono text-xs leading-4.5">
                    {change.before === null ? null : <del className="text-ink-3">{change.before}</del>}
                    {change.before !== null && change.after !== null ? " → " : null}
                    {change.after === null ? null : <ins className="no-underline">{change.after}</ins>}
                  </dd>
                </div>
              ))}
            </dl>
          ) : null}
        </div>
      </details>
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
    </div>
  );
}
