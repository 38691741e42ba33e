import type { Bench } from "../scenario";
import type { SeededTenant } from "../seed/seed-tenants";
import { topUpBacklog } from "../seed/top-up-backlog";
import type { BenchAgent } from "./bench-agent";
import type { JobLedger } from "./job-ledger";
import { measureClaims } from "./measure-claims";
import { runRounds } from "./rounds";

/** Few enough that a claim is measured and not the line in front of it. */
export const CLAIM_AGENTS = 4;
/** Few beside the 1,000 jobs of a short queue, which is filled up again before every round. */
const CLAIMS_PER_ROUND_MAX = 200;

/** The p95 of a claim, in milliseconds, of each round that begins with `perTenant` jobs of every tenant waiting. */
export async function measureBacklog(
  { scale, db }: Bench,
  tenants: readonly SeededTenant[],
  agents: readonly BenchAgent[],
  ledger: JobLedger,
  perTenant: number,
): Promise<number[]> {
  return await runRounds(scale, async (seconds) => {
    await topUpBacklog(db, tenants, perTenant);
    return await measureClaims(agents, ledger, { seconds, claimsMax: CLAIMS_PER_ROUND_MAX });
  });
}
