import type { BenchAgent } from "./bench-agent";
import { failWhenEmpty } from "./fail-when-empty";
import type { JobLedger } from "./job-ledger";
import { runFleet } from "./run-fleet";
import { percentile } from "./statistics";

/** The p95 of milliseconds from a claim to its answer, until there were `claimsMax` of them or the time is up. */
export async function measureClaims(
  agents: readonly BenchAgent[],
  ledger: JobLedger,
  { seconds, claimsMax }: { seconds: number; claimsMax: number },
): Promise<number> {
  const milliseconds: number[] = [];
  const endsAt = performance.now() + seconds * 1000;
  await runFleet(agents, {
    ledger,
    isOver: () => milliseconds.length >= claimsMax || performance.now() >= endsAt,
    onClaim: (_, taken) => milliseconds.push(taken),
    onEmpty: failWhenEmpty,
  });
  return percentile(milliseconds, 95);
}
