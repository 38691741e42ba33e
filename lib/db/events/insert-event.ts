import type { Db } from "@/lib/db/transaction";

export interface NewEvent {
  tenantId: string;
  /** `<subject>.<past tense>`, e.g. `job.queued`, `agent.registered`. */
  type: string;
  subjectType: "job" | "agent" | "bootstrap_token" | "tenant" | "tier";
  /** Of a tier the platform's: it has no id of its own. */
  subjectId: string;
  data?: Record<string, unknown>;
}

/** Appends to the event stream in the caller's transaction. Readers: lib/db/events/list-events.ts. */
export async function insertEvent(tx: Db, event: NewEvent): Promise<void> {
  await tx.query({
    name: "insert-event",
    text: `INSERT INTO events (tenant_id, type, subject_type, subject_id, data) VALUES ($1, $2, $3, $4, $5)`,
    values: [event.tenantId, event.type, event.subjectType, event.subjectId, event.data ?? {}],
  });
}
