import type pg from "pg";

/** One thing that is wrong. */
export interface QueueFault {
  /** What is wrong, by its key; several keys stand with a space between. */
  subject: string;
  tenantId: string | null;
  jobId: string | null;
  /** What was found, by column. */
  found: Record<string, unknown>;
}

/** How one kind of fault is found and mended. */
export interface QueueCheck {
  /**
   * A SELECT of `subject`, `"tenantId"`, `"jobId"` and `found`, ending in a WHERE. One statement sees all tables at one
   * instant, and every write of the product changes them together, so traffic alone never looks like a fault.
   */
  text: string;
  /** The condition for the fault of one subject, which is $2. */
  one: string;
  /**
   * Mends a fault that was found again under the locks of its subject. Answers what stands in place of `found`.
   * Throws, and then nothing was changed, when it cannot be mended.
   */
  mend: (tx: pg.PoolClient, fault: QueueFault) => Promise<Record<string, unknown>>;
}
