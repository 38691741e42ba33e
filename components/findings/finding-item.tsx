"use client";

import { ChevronRight } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { MiddleTruncate } from "@/components/ui/middle-truncate";
import { SeverityBadge } from "@/components/ui/severity-badge";
import type { FindingView } from "@/lib/contracts/finding";

/** One finding; opens in place to what it means, the evidence and the remedy. */
export function FindingItem({ finding }: { finding: FindingView }) {
  const weaknesses = [...finding.cve, ...finding.cwe];
  return (
    <li>
      <details className="group">
        <summary className="grid list-none grid-cols-[minmax(0,1fr)_1rem] items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[4.75rem_minmax(0,1fr)_minmax(0,18rem)_1rem] sm:px-4.5 [&::-webkit-details-marker]:hidden">
          <span className="col-start-1 row-start-1">
            <SeverityBadge severity={finding.severity} />
          </span>
          <span className="col-start-1 min-w-0 sm:col-start-2 sm:row-start-1">
            <span className="font-medium [overflow-wrap:anywhere]">{finding.title}</span>
            <span className="flex flex-wrap items-center gap-x-2 text-ink-3 text-sm">
              {weaknesses.slice(0, 3).join(", ") || finding.rule_id}
              {finding.is_new ? <Badge tone="accent">New</Badge> : null}
              {finding.state === "reopened" ? <Badge tone="wait">Back again</Badge> : null}
              {finding.state === "dismissed" ? <Badge tone="neutral">Dismissed</Badge> : null}
            </span>
          </span>
          <span className="col-start-1 min-w-0 font-mono text-ink-2 text-sm sm:col-start-3 sm:row-start-1">
            <MiddleTruncate text={finding.location} />
          </span>
          <ChevronRight
            aria-hidden
            className="col-start-2 row-start-1 size-4 text-ink-3 transition-transform duration-100 group-open:rotate-90 sm:col-start-4"
          />
        </summary>
        <div className="space-y-3 border-line border-t bg-sunk px-4 py-3.5 sm:px-4.5 sm:pl-[6.9rem]">
          <p className="max-w-prose whitespace-pre-line">{finding.description || "No description."}</p>
          {finding.remediation ? (
            <div className="max-w-prose">
              <h3 className="font-semibold text-sm">What to do</h3>
              <p className="whitespace-pre-line">{finding.remediation}</p>
            </div>
          ) : null}
          {finding.evidence ? <CodeBlock label="Evidence" code={finding.evidence} wrap /> : null}
          <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
            <Fact name="Location" value={finding.location} />
            <Fact name="Confidence" value={finding.confidence} />
            <Fact name="Rule" value={finding.rule_id} />
          </dl>
          <References urls={finding.references} />
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

/** Addresses come from a scanner's output, so only plain web addresses become links. */
function References({ urls }: { urls: readonly string[] }) {
  const safe = urls.filter((url) => /^https?:\/\//i.test(url));
  if (safe.length === 0) return null;
  return (
    <ul className="space-y-0.5 text-sm">
      {safe.map((url) => (
        <li key={url} className="[overflow-wrap:anywhere]">
          <a href={url} target="_blank" rel="noreferrer noopener" className="text-accent underline">
            {url}
          </a>
        </li>
      ))}
    </ul>
  );
}
