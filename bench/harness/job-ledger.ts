import type pg from "pg";
import type { ClaimedJob } from "@/lib/contracts/agent-protocol";
import { waitUntil } from "./wait-until";

/** Of an agent that works, jobs end more often than that by far. */
const SILENT_SECONDS = 60;

/** What agents were given and have ended, to be compared with the database: nothing lost, nothing twice. */
export class JobLedger {
  private readonly claimed = new Set<string>();
  private ended = 0;

  get endedCount(): number {
    return this.ended;
  }

  noteClaim(job: ClaimedJob): void {
    if (this.claimed.has(job.id)) throw new Error(`Job ${job.id} was given out twice.`);
    this.claimed.add(job.id);
  }

  noteEnd(): void {
    this.ended += 1;
  }

  /** Resolves when so many jobs have ended since the ledger was begun. */
  async untilEnded(count: number): Promise<void> {
    await waitUntil(
      () => this.ended >= count,
      SILENT_SECONDS,
      () => `${count} jobs have ended, not ${this.ended}`,
    );
  }

  /** Throws unless every claim was ended and the database has exactly these jobs as succeeded, at their first attempt. */
  async verify(db: pg.Pool): Promise<void> {
    const { rows } = await db.query(
      `SELECT (SELECT count(*) FROM jobs WHERE status = 'succeeded')::int AS succeeded,
              (SELECT count(*) FROM jobs WHERE status NOT IN ('succeeded', 'queued'))::int AS others,
              (SELECT count(*) FROM attempts)::int AS attempts,
              (SELECT count(*) FROM job_leases)::int AS leases,
              (SELECT count(*) FROM jobs WHERE status = 'queued')::int
                - (SELECT count(*) FROM queue_items)::int AS astray`,
    );
    const found = JSON.stringify(rows[0]);
    const expected = { succeeded: this.ended, others: 0, attempts: this.claimed.size, leases: 0, astray: 0 };
    if (this.ended !== this.claimed.size || found !== JSON.stringify(expected)) {
      throw new Error(
        `${this.claimed.size} jobs were claimed, ${this.ended} ended; the database has ${found}.`,
      );
    }
  }
}
