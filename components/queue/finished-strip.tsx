import { Stat } from "@/components/ui/stat";
import { StatStrip } from "@/components/ui/stat-strip";
import type { QueueStats } from "@/lib/contracts/admin-job";

/** How the jobs of the last hour ended. */
export function FinishedStrip({ finished }: { finished: QueueStats["finished_last_hour"] }) {
  return (
    <StatStrip>
      <Stat label="Succeeded" value={finished.succeeded} muted={finished.succeeded === 0} />
      <Stat
        label="Failed"
        value={finished.failed}
        tone={finished.failed > 0 ? "bad" : "default"}
        muted={finished.failed === 0}
      />
      <Stat
        label="Timed out"
        value={finished.timed_out}
        tone={finished.timed_out > 0 ? "bad" : "default"}
        muted={finished.timed_out === 0}
      />
      <Stat
        label="Expired in queue"
        value={finished.expired}
        tone={finished.expired > 0 ? "wait" : "default"}
        muted={finished.expired === 0}
      />
      <Stat label="Cancelled" value={finished.cancelled} muted={finished.cancelled === 0} />
    </StatStrip>
  );
}
