/** Tenants whose old history is removed in one run of maintenance; the others have their turn in the next. */
export const TENANTS_A_RUN = 25;
/** What one run removes at most, so that the duties after it are never late: jobs with what they found, and bytes of log. */
const ROWS_A_RUN = 2_000;
const BYTES_A_RUN = 64 * 1024 * 1024;

/** What one tenant's turn may remove when `tenants` have one in the run: its part of what the run may. */
export function historyTurn(tenants: number): { rowsMax: number; bytesMax: number } {
  const parts = Math.max(1, tenants);
  return { rowsMax: Math.ceil(ROWS_A_RUN / parts), bytesMax: Math.ceil(BYTES_A_RUN / parts) };
}
