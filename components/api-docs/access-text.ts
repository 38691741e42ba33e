import type { Access } from "@/lib/contracts/contract";
import type { Fleet } from "@/lib/domain/agent/fleet";

/** Who may call, in one line. */
export function accessText(access: Access): string {
  switch (access.kind) {
    case "tenant":
      return `A tenant's member or API key with ${access.permission}`;
    case "admin":
      return `A platform admin or admin API key with ${access.permission}`;
    case "user":
      return "Any signed-in person";
    case "agent":
      return `${agentText(access.fleet)}, with its key`;
    case "job":
      return `${agentText(access.fleet)}, with the job's token`;
    case "agent_or_job":
      return `${agentText(access.fleet)}, with its key or the job's token`;
    case "cron":
      return "The scheduler, with CRON_SECRET";
    case "public":
      return `Anyone: ${access.reason}`;
  }
}

function agentText(fleet: Fleet): string {
  return fleet === "platform" ? "A platform agent" : "A tenant's own agent";
}
