import type { Access } from "@/lib/contracts/contract";

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
      return "An agent, with its key";
    case "job":
      return "An agent, with the job's token";
    case "agent_or_job":
      return "An agent, with its key or the job's token";
    case "cron":
      return "The scheduler, with CRON_SECRET";
    case "public":
      return `Anyone: ${access.reason}`;
  }
}
