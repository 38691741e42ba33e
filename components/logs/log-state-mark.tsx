import type { LogState } from "@/components/logs/use-job-log";

/** Whether the end of the log is in sight and still growing. */
export function LogStateMark({ state, following }: { state: LogState; following: boolean }) {
  if (state === "reconnecting") return <span className="text-wait">reconnecting</span>;
  if (state !== "following") return null;
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className="size-[7px] rounded-full bg-ok shadow-[0_0_0_3px_var(--ok-bg)]" />
      {following ? "following" : "live, not following"}
    </span>
  );
}
