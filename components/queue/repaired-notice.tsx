import { countWords } from "@/components/fleet/count-words";
import { repairedSums } from "@/components/queue/repaired-sums";
import { Notice } from "@/components/ui/notice";
import type { QueueFaults } from "@/lib/contracts/queue-repair";

/** What a repair did: what was mended, what was not, and why. */
export function RepairedNotice({ checks }: { checks: QueueFaults["checks"] }) {
  const { repaired, left } = repairedSums(checks);
  const isAll = repaired > 0 && left === 0;
  return (
    <Notice
      tone={isAll ? "ok" : "wait"}
      title={`${countWords(repaired, "fault")} repaired${left > 0 ? `, ${left} left` : ""}`}
    >
      {repaired > 0 ? <p>Each repair has its entry in the audit log.</p> : null}
      {repaired === 0 && left === 0 ? <p>They were gone when the repair looked again.</p> : null}
      {checks.map((check) =>
        check.error ? (
          <p key={check.name}>
            {check.title}: {check.error}
          </p>
        ) : null,
      )}
    </Notice>
  );
}
