"use client";

import { optionLabels } from "@/components/jobs/option-labels";
import { selectionModeNames } from "@/components/jobs/selection-mode-names";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Facts } from "@/components/ui/facts";
import { formatDuration } from "@/components/ui/format-duration";
import { TierBadge } from "@/components/ui/tier-badge";
import { tierLabels } from "@/components/ui/tier-shape";
import { Timestamp } from "@/components/ui/timestamp";
import type { JobView } from "@/lib/contracts/job";
import { isTerminal } from "@/lib/domain/job/job-status";

/** What was asked for, and the limits that hold. `attempts` are those made: the job counts the one to come as well. */
export function DetailsCard({ job, attempts }: { job: JobView; attempts: number }) {
  const options = Object.entries(job.options).filter(([, value]) => !isEmptyList(value));
  return (
    <Card aria-labelledby="details-title">
      <CardHeader id="details-title" title="Request" />
      <CardBody className="grid items-start gap-x-10 gap-y-2 lg:grid-cols-2">
        <Facts
          items={[
            {
              label: "Target",
              value: (
                <span className="-my-1.5 inline-flex items-center gap-1">
                  {job.target}
                  <CopyButton value={job.target} label="Copy target" size="sm" variant="quiet" iconOnly />
                </span>
              ),
            },
            { label: "Profile", value: job.profile ?? "default" },
            {
              label: "Options",
              value:
                options.length === 0
                  ? "defaults"
                  : options
                      .map(([name, value]) => `${optionLabels[name] ?? name}: ${optionText(value)}`)
                      .join(", "),
            },
            { label: "Agents", value: selectionModeNames[job.selection_mode] },
            { label: "Region", value: job.region ?? "any" },
            { label: "Scan id", value: job.id, mono: true },
          ]}
        />
        <Facts
          items={[
            // A scan that only own agents may run has no use for a tier.
            ...(job.selection_mode === "tenant_only" ? [] : [tierFact(job)]),
            {
              label: "Priority",
              value: priorityWords(job),
            },
            { label: "Time limit", value: formatDuration(job.timeout_seconds) },
            {
              label: "Attempts",
              value: attemptsWords(job, attempts),
            },
            { label: "Submitted by", value: job.submitted_by },
            ...(job.kept_until
              ? [{ label: "Kept until", value: <Timestamp at={job.kept_until} shape="date" /> }]
              : []),
          ]}
        />
      </CardBody>
    </Card>
  );
}

function attemptsWords({ status, max_attempts }: JobView, attempts: number): string {
  if (attempts > 0) return `${attempts} of ${max_attempts}`;
  return isTerminal(status) ? "none" : `none yet, up to ${max_attempts}`;
}

function tierFact(job: JobView) {
  return {
    label: "Tier",
    value: (
      <span className="inline-flex flex-wrap items-center gap-2">
        up to <TierBadge tier={job.tier_max} />
        {job.tier_downgraded && job.tier_requested ? (
          <span className="text-ink-3">
            {tierLabels[job.tier_requested]} was asked for and is not in your plan
          </span>
        ) : null}
      </span>
    ),
  };
}

/** The share by plan, what waiting added, and the tenant's own order where one was chosen. */
function priorityWords(job: JobView): string {
  const aged = job.effective_priority - job.priority_base;
  const waited = aged > 0 ? `, ${aged} for waiting` : "";
  const own =
    job.priority === 0 ? "" : `; ${job.priority > 0 ? "+" : "−"}${Math.abs(job.priority)} among yours`;
  return `${job.effective_priority} (${job.priority_base} by plan${waited})${own}`;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(" ");
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}
