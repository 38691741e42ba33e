import type pg from "pg";
import { sumArchiveBytes } from "@/lib/db/archives/sum-archive-bytes";
import { requireToken } from "@/lib/db/rate-limits/require-token";
import { KeyedGate } from "@/lib/domain/access/keyed-gate";
import { ARCHIVE_QUOTA_BYTES, overQuota } from "@/lib/services/jobs/archive-quota";

const ofTenant = new KeyedGate({
  limit: "parallel_uploads",
  atOnceMax: 2,
  waitingMax: 0,
  retryAfterSeconds: 5,
});
const ofAll = new KeyedGate({
  limit: "parallel_uploads_of_all",
  atOnceMax: 4,
  waitingMax: 0,
  retryAfterSeconds: 5,
});
const UPLOADS = { capacity: 60, refillPerSecond: 0.5 };

/**
 * Lets an upload begin, or refuses it before any of its bytes are read: `rate_limited` when too many are under way or
 * came lately, `payload_too_large` when the length it declares does not fit into the tenant's quota.
 *
 * Promise: the uploads of one tenant hold at most two bodies and connections at a time, those of all four.
 * Assumes: the caller leaves by the answered function, whatever became of the upload.
 */
export async function admitUpload(
  ctx: { db: pg.Pool; tenantId: string },
  { declaredBytes, quotaBytes = ARCHIVE_QUOTA_BYTES }: { declaredBytes: number; quotaBytes?: number },
): Promise<() => void> {
  const leaveTenant = await ofTenant.enter(ctx.tenantId);
  let leaveAll = () => {};
  const leave = () => {
    leaveAll();
    leaveTenant();
  };
  try {
    leaveAll = await ofAll.enter("");
    await requireToken(ctx.db, `upload:${ctx.tenantId}`, UPLOADS, "uploads");
    const usedBytes = await sumArchiveBytes(ctx.db, ctx.tenantId);
    if (usedBytes + declaredBytes > quotaBytes) throw overQuota(usedBytes, quotaBytes);
    return leave;
  } catch (error) {
    leave();
    throw error;
  }
}
