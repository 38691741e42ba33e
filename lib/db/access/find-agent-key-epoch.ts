import type { Db } from "@/lib/db/transaction";

/** Another number than before: an agent's key, name or owner has changed since, or one is gone. */
export async function findAgentKeyEpoch(db: Db): Promise<string> {
  const { rows } = await db.query<{ epoch: string }>({
    name: "find-agent-key-epoch",
    text: "SELECT epoch::text FROM agent_key_epoch",
  });
  return rows[0]?.epoch ?? "none";
}
