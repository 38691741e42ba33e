import type pg from "pg";
import { lockOldArchives } from "@/lib/db/archives/lock-old-archives";
import { removeOldArchives } from "@/lib/db/archives/remove-old-archives";
import { insertAuditEntry } from "@/lib/db/audit/insert-audit-entry";
import { listOldHistoriesAcrossTenants } from "@/lib/db/history/list-old-histories";
import { lockDueTurnsAcrossTenants } from "@/lib/db/history/lock-due-turns";
import { lockOldJobs } from "@/lib/db/history/lock-old-jobs";
import { lockTurn } from "@/lib/db/history/lock-turn";
import { removeOldJobs } from "@/lib/db/history/remove-old-jobs";
import { removeOldLog } from "@/lib/db/history/remove-old-log";
import { setTurnsAcrossTenants } from "@/lib/db/history/set-turns";
import { transaction } from "@/lib/db/transaction";
import { SYSTEM_ACTOR } from "@/lib/domain/access/principal";
import { historyTurn, TENANTS_A_RUN } from "@/lib/domain/plan/history-turn";
import type { Log } from "@/lib/log";

/** Tenants that one run looks at. Most have nothing to remove, which costs a look into two indexes. */
const LOOKS_A_RUN = 200;
/** How long a tenant without old history is left alone. A change of what its plan keeps gives it its turn at once. */
const LOOK_SECONDS = 3600;

/**
 * Removes what tenants' plans keep no longer: ended jobs with their logs, and archives that no kept job names.
 *
 * Promise: bounded in rows and bytes a run, whatever is old. Tenants take turns and have equal parts of a run, so that one
 * with millions of old jobs, or one whose turn fails, holds up nobody. Each turn is a transaction of its own with one audit entry. Answers how many
 * jobs and archives were removed.
 */
export async function removeOldHistory(
  { db, log }: { db: pg.Pool; log: Log },
  turnOf = historyTurn,
): Promise<number> {
  const tenantIds = await chooseTenants(db);
  let removed = 0;
  for (const tenantId of tenantIds) {
    try {
      removed += await takeTurn(db, tenantId, turnOf(tenantIds.length));
    } catch (error) {
      log.error(
        { err: error, tenantId },
        "old history of a tenant could not be removed; tried again in an hour",
      );
      await transaction(db, (tx) => setTurnsAcrossTenants(tx, [tenantId], LOOK_SECONDS));
    }
  }
  return removed;
}

/** Whose turn it is in this run. Who turns out to have nothing old is looked at again much later. */
async function chooseTenants(db: pg.Pool): Promise<string[]> {
  return await transaction(db, async (tx) => {
    const due = await lockDueTurnsAcrossTenants(tx, LOOKS_A_RUN);
    if (due.length === 0) return [];
    const old = await listOldHistoriesAcrossTenants(tx, due);
    const isOld = new Set(old);
    const idle = due.filter((id) => !isOld.has(id));
    if (idle.length > 0) await setTurnsAcrossTenants(tx, idle, LOOK_SECONDS);
    return old.slice(0, TENANTS_A_RUN);
  });
}

async function takeTurn(
  db: pg.Pool,
  tenantId: string,
  { rowsMax, bytesMax }: { rowsMax: number; bytesMax: number },
): Promise<number> {
  return await transaction(db, async (tx) => {
    if (!(await lockTurn(tx, tenantId))) return 0;
    const jobIds = await lockOldJobs(tx, tenantId, rowsMax);
    const logBytes = await removeOldLog(tx, tenantId, jobIds, bytesMax);
    const jobs = await removeOldJobs(tx, tenantId, jobIds);
    const archiveIds = await lockOldArchives(tx, tenantId, bytesMax);
    const { archives, bytes } = await removeOldArchives(tx, tenantId, archiveIds);
    if (jobs + archives + logBytes > 0) {
      const after = { jobs, log_bytes: logBytes, archives, archive_bytes: bytes };
      const source = { actor: SYSTEM_ACTOR, ip: null, requestId: null };
      const entry = { action: "history.removed", targetType: "tenant", targetId: tenantId, after };
      await insertAuditEntry(tx, source, { tenantId, ...entry });
    }
    const isMore = (await listOldHistoriesAcrossTenants(tx, [tenantId])).length > 0;
    await setTurnsAcrossTenants(tx, [tenantId], isMore ? 0 : LOOK_SECONDS);
    return jobs + archives;
  });
}
