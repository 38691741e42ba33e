import fc from "fast-check";
import type { MaintenanceReport } from "@/lib/contracts/operations";
import { transaction } from "@/lib/db/transaction";
import { TIERS } from "@/lib/domain/tier/tier";
import { removeOldHistory } from "@/lib/services/maintenance/remove-old-history";
import { runMaintenance } from "@/lib/services/maintenance/run-maintenance";
import { step } from "@/lib/testing/interleavings/step";
import { anyHeld, anyJob, anyOf, watchedContext } from "@/lib/testing/interleavings/world";

/** What the clock does, and the duties that go by it. Each statement holds one row, as nobody else must wait for two. */

/** Longer than any plan keeps its history. */
const LONG_AGO = "interval '1000 days'";

/** The agent has not been heard of, or does not do as it was told. */
export const kill = step(
  "kill",
  { column: fc.constantFrom("lease_expires_at", "deadline_at", "cancel_requested_at") },
  async (world, { server, n, column }) => {
    const ref = anyHeld(world, n);
    const past = `UPDATE job_leases SET ${column} = now() - interval '1 hour' WHERE job_id = $1 AND ${column} IS NOT NULL`;
    const { rowCount } = await anyOf(world.servers, server).query(past, [ref?.id]);
    return rowCount === 1;
  },
);

export const wait = step(
  "wait",
  { column: fc.constantFrom("ready_at", "ready_at", "expires_at") },
  async (world, drawn) => {
    const { server, n, column } = drawn;
    const text = `UPDATE queue_items SET ${column} = now() WHERE job_id = $1`;
    const { rowCount } = await anyOf(world.servers, server).query(text, [anyJob(world, n)?.id]);
    return rowCount === 1;
  },
);

export const pauseRunsOut = step(
  "pause runs out",
  { tier: fc.constantFrom(...TIERS) },
  async (world, drawn) => {
    const { rowCount } = await anyOf(world.servers, drawn.server).query(
      "UPDATE tier_pauses SET resumes_at = paused_at + interval '1 microsecond' WHERE tier = $1",
      [drawn.tier],
    );
    return rowCount === 1;
  },
);

/** Everything of a job has happened long ago. Of one that has not ended only that it was submitted. */
export const growOld = step("grow old", {}, async (world, { server, n }) => {
  const job = anyJob(world, n);
  if (!job) return false;
  const values = [job.id];
  return await transaction(anyOf(world.servers, server), async (tx) => {
    const isRecent = "finished_at > now() - interval '1 day'";
    // Attempt before job, as everywhere.
    await tx.query(
      `UPDATE attempts SET assigned_at = assigned_at - ${LONG_AGO}, started_at = started_at - ${LONG_AGO},
                           finished_at = finished_at - ${LONG_AGO}
        WHERE job_id = $1 AND EXISTS (SELECT FROM jobs WHERE id = $1 AND ${isRecent})`,
      values,
    );
    const { rowCount } = await tx.query(
      `UPDATE jobs SET queued_at = queued_at - ${LONG_AGO}, assigned_at = assigned_at - ${LONG_AGO},
                       started_at = started_at - ${LONG_AGO}, finished_at = finished_at - ${LONG_AGO}
        WHERE id = $1 AND ${isRecent}`,
      values,
    );
    await tx.query(
      `UPDATE jobs SET queued_at = queued_at - ${LONG_AGO}
        WHERE id = $1 AND finished_at IS NULL AND queued_at > now() - interval '1 day'`,
      values,
    );
    if (rowCount === 0) return false;
    await tx.query(`UPDATE events SET at = at - ${LONG_AGO} WHERE subject_id = $1`, values);
    await tx.query("UPDATE history_turns SET due_at = now() WHERE tenant_id = $1", [job.tenantId]);
    return true;
  });
});

export const removeHistory = step("remove history", {}, async (world, { server }) => {
  const removed = await removeOldHistory(watchedContext(world, anyOf(world.servers, server)));
  return removed > 0;
});

/** Whatever it is that kills agents has killed those that have these jobs. */
export const maintain = step("maintain", {}, async (world, { server }) => {
  const db = anyOf(world.servers, server);
  for (const id of world.deadly) {
    await db.query("UPDATE job_leases SET lease_expires_at = now() - interval '1 hour' WHERE job_id = $1", [
      id,
    ]);
    await db.query("UPDATE queue_items SET ready_at = now() WHERE job_id = $1", [id]);
  }
  const { duties } = await runMaintenance(watchedContext(world, db));
  world.errors.push(...duties.filter(({ error }: MaintenanceReport["duties"][number]) => error !== null));
  return duties.length > 0;
});
