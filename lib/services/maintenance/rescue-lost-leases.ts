import type pg from "pg";
import type { DueLeaseRow } from "@/lib/db/queue/due-lease-sql";
import { lockExpiredLeasesAcrossTenants } from "@/lib/db/queue/lock-expired-leases";
import { releaseLease } from "@/lib/db/queue/release-agent-leases";
import { transaction } from "@/lib/db/transaction";
import { isValueRefused } from "@/lib/domain/database-errors";
import { BRAKE_SECONDS_MAX } from "@/lib/domain/queue/mass-silence";
import { isRescueBraked, type RescueContext } from "@/lib/services/maintenance/rescue-brake";

/** So long it may go on one by one in a run: other duties wait. */
const ONE_BY_ONE_MS = 1_000;

/**
 * Takes leases away whose time has passed, the oldest first. While the brake holds, those of the platform's agents are
 * left for its time; a tenant's own agents are no part of the fleet that it judges by.
 *
 * Failure: a job whose rows contradict each other is told in the log and left to the repair page. It holds up nobody: the
 * others are taken one by one then.
 */
export async function rescueLostLeases(ctx: RescueContext, limit: number): Promise<number> {
  try {
    return await transaction(ctx.db, async (tx) => {
      const { isHeld, leases } = await lockLost(ctx, tx, [], limit);
      for (const lease of leases) await release(tx, lease, isHeld);
      return leases.length;
    });
  } catch (error) {
    if (!isValueRefused(error)) throw error;
    return await rescueOneByOne(ctx, limit);
  }
}

async function rescueOneByOne(ctx: RescueContext, limit: number): Promise<number> {
  const failed: string[] = [];
  const endsAt = performance.now() + ONE_BY_ONE_MS;
  for (let rescued = 0; ; ) {
    let jobId: string | undefined;
    try {
      await transaction(ctx.db, async (tx) => {
        const { isHeld, leases } = await lockLost(ctx, tx, failed, 1);
        jobId = leases[0]?.jobId;
        for (const lease of leases) await release(tx, lease, isHeld);
      });
      if (jobId !== undefined) rescued += 1;
    } catch (error) {
      if (jobId === undefined || !isValueRefused(error)) throw error;
      ctx.log.error(
        { err: error, jobId },
        "a lost job could not be rescued: look at the repair of the queue",
      );
      failed.push(jobId);
    }
    const isOver = rescued + failed.length === limit || performance.now() > endsAt;
    if (jobId === undefined || isOver) return rescued;
  }
}

async function lockLost(ctx: RescueContext, tx: pg.PoolClient, leftOut: readonly string[], limit: number) {
  const isHeld = await isRescueBraked(tx, ctx);
  const held = { platformSeconds: isHeld ? BRAKE_SECONDS_MAX : 0, jobIds: leftOut };
  return { isHeld, leases: await lockExpiredLeasesAcrossTenants(tx, held, limit) };
}

async function release(tx: pg.PoolClient, lease: DueLeaseRow, isHeld: boolean): Promise<void> {
  // What is taken away in spite of the brake was lost to whatever silenced the fleet, not to the job.
  await releaseLease(tx, lease, isHeld && lease.isPlatformAgent ? "mass_silence" : "agent_lost");
}
