import { changedRow } from "@/lib/db/queue-repair/changed-row";
import type { QueueCheck } from "@/lib/db/queue-repair/queue-check";

const USES = `least(b.max_uses, (SELECT count(*) FROM agent_registrations r WHERE r.bootstrap_token_id = b.id))`;

/** Tokens whose uses are not the registrations made with them. */
export const tokenUsesWrong: QueueCheck = {
  text: `SELECT b.id::text AS subject, b.tenant_id AS "tenantId", NULL::uuid AS "jobId",
                jsonb_build_object('token_prefix', b.token_prefix, 'current_uses', b.current_uses, 'registrations', ${USES}) AS found
           FROM bootstrap_tokens b
          WHERE b.current_uses <> ${USES}`,
  one: "b.id = $2::uuid",
  mend: async (tx, { subject }) =>
    await changedRow(
      tx,
      `UPDATE bootstrap_tokens b SET current_uses = ${USES} WHERE b.id = $1 RETURNING b.token_prefix, b.current_uses`,
      [subject],
    ),
};
