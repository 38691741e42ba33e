import { Card, CardHeader } from "@/components/ui/card";
import { SeverityBadge } from "@/components/ui/severity-badge";
import { SEVERITIES, type Severity } from "@/lib/domain/finding/severity";

/** Findings that are neither fixed nor dismissed, by severity. */
export function OpenFindingsCard({ counts }: { counts: Record<Severity, number> }) {
  const total = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
  return (
    <Card aria-labelledby="open-findings-title">
      <CardHeader
        id="open-findings-title"
        title="Open findings"
        action={<span className="font-semibold tabular-nums">{total.toLocaleString("en")}</span>}
        className="pb-3"
      />
      <dl className="grid grid-cols-3 gap-px overflow-hidden border-line border-t *:px-4.5 *:py-2.5 *:shadow-[0_0_0_1px_var(--line)] sm:grid-cols-5">
        {SEVERITIES.map((severity) => (
          <div key={severity} className="flex min-w-0 flex-col-reverse gap-1">
            <dt>
              {counts[severity] > 0 ? (
                <SeverityBadge severity={severity} />
              ) : (
                <span className="font-mono text-2xs text-ink-3 uppercase">{severity}</span>
              )}
            </dt>
            <dd
              className={`font-semibold text-xl tabular-nums ${counts[severity] === 0 ? "text-ink-3" : "text-ink"}`}
            >
              {counts[severity].toLocaleString("en")}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
