import type pg from "pg";
import { env } from "@/lib/config/env";
import { chargeLeasesAcrossTenants } from "@/lib/db/queue/charge-leases";
import { chargeSharesAcrossTenants, type ShareCharge } from "@/lib/db/queue/charge-shares";
import { listOvertimeLeasesAcrossTenants } from "@/lib/db/queue/list-overtime-leases";
import { lockDispatch } from "@/lib/db/queue/lock-dispatch";
import { transaction } from "@/lib/db/transaction";
import { chargeOf } from "@/lib/domain/queue/fair-share";
import { overtime } from "@/lib/domain/queue/job-cost";
import { AgentKinds } from "@/lib/services/agent-protocol/agent-kinds";

const BATCH = 2_000;

/** Charges jobs that run longer than was thought while they run, so that a long one counts before it has ended. */
export async function chargeRunning({ db }: { db: pg.Pool }): Promise<number> {
  return await transaction(db, async (tx) => {
    await lockDispatch(tx);
    const charges = (await listOvertimeLeasesAcrossTenants(tx, BATCH)).map((lease) => {
      const seconds = overtime(lease.chargedSeconds, lease.elapsedSeconds);
      return { ...lease, seconds, pass: chargeOf(seconds, lease.weight) };
    });
    if (charges.length === 0) return 0;
    await chargeLeasesAcrossTenants(tx, charges);
    const kinds = new AgentKinds();
    const shares = new Map<string, ShareCharge>();
    for (const { tenantId, laneId, pass, ...agent } of charges) {
      const kind = kinds.of(agent, env().ENABLE_TIERED_AGENTS);
      const key = `${tenantId} ${laneId} ${kind}`;
      const known = shares.get(key) ?? {
        tenantId,
        laneId,
        pass: 0,
        earnedSeconds: 0,
        kind,
        isDispatch: false,
        isAtLimit: null,
      };
      shares.set(key, { ...known, pass: known.pass + pass });
    }
    await chargeSharesAcrossTenants(tx, [...shares.values()], kinds.profiles);
    return charges.length;
  });
}
