import type { ReactNode } from "react";
import { countWords } from "@/components/fleet/count-words";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { Timestamp } from "@/components/ui/timestamp";
import { adminPaths } from "@/lib/client/admin-paths";
import type { QueueStats } from "@/lib/contracts/admin-job";
import { SILENCE_SECONDS } from "@/lib/domain/queue/mass-silence";

/**
 * That most of the fleet is silent, what Muster does about it, and what the reader can do. Nothing while all is well. It
 * names an instant and counts nothing down, as what changes in it is read out.
 */
export function RescueHeldNotice({ held }: { held: QueueStats["rescue_held"] }) {
  if (held === null) return null;
  return (
    <Notice tone="bad" title={`${held.silent} of ${countWords(held.fleet, "agent")} do not answer`}>
      <dl className="mt-1.5 mb-3 grid gap-x-7 gap-y-2.5 lg:grid-cols-3">
        <Part name="What it means">
          They did not beat for over {SILENCE_SECONDS} seconds. When more than half of the fleet falls silent,
          the network or this server is more likely at fault than the agents.
        </Part>
        <Part name="What Muster does">
          <KeptWords held={held} /> Agents that answer again simply go on.
        </Part>
        <Part name="What you can do">
          Check that the agents' machines reach this server:{" "}
          <code className="whitespace-nowrap font-mono text-sm">muster-agent check</code> on one of them says
          what is wrong. Where machines are gone for good, delete their agents and send their jobs back to the
          queue.
        </Part>
      </dl>
      <ButtonLink href={adminPaths.agents} size="sm" className="mb-0.5">
        Show agents
      </ButtonLink>
    </Notice>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="font-medium text-ink">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function KeptWords({ held }: { held: NonNullable<QueueStats["rescue_held"]> }) {
  if (held.first_rerun_at === null) {
    return <>They run no job, so nothing is held up; after five minutes they count as dead.</>;
  }
  const [kept, first] =
    held.jobs === 1 ? ["running job", "It"] : [`${held.jobs} running jobs`, "The first of them"];
  return (
    <>
      Their {kept} {held.jobs === 1 ? "is" : "are"} kept for up to five minutes and not run a second time.{" "}
      {first} goes back to the queue at <Timestamp at={held.first_rerun_at} shape="time" /> if its agent stays
      silent.
    </>
  );
}
