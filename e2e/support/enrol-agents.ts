import type { RegisterAnswer } from "@/lib/contracts/agent-protocol";
import type { Site } from "./people";

/** A token's uses at most; and so many come at once. */
const BATCH = 100;

/** Enrols platform agents and answers their keys. Many only where the server believes what a proxy says of addresses. */
export async function enrolAgents(
  { admin, baseUrl }: Site,
  { count, slots }: { count: number; slots: number },
): Promise<string[]> {
  const keys: string[] = [];
  while (keys.length < count) {
    const uses = Math.min(BATCH, count - keys.length);
    const { raw_token } = await admin.call<{ raw_token: string }>("POST", "/api/v1/admin/bootstrap-tokens", {
      description: "",
      tier: "shared",
      max_uses: uses,
    });
    // Registrations of one address are limited.
    const address = `10.0.${keys.length / BATCH}.1`;
    const joining = Array.from({ length: uses }, async (_, n) => {
      const response = await fetch(new URL("/api/v1/platform-agents/register", baseUrl), {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": address },
        body: JSON.stringify({
          bootstrap_token: raw_token,
          name: `agent-${keys.length + n}`,
          tools: ["http-headers"],
          max_concurrent_jobs: slots,
        }),
      });
      if (!response.ok) throw new Error(`An agent was not let in: ${await response.text()}`);
      return ((await response.json()) as RegisterAnswer).api_key;
    });
    keys.push(...(await Promise.all(joining)));
  }
  return keys;
}
