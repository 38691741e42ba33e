import type pg from "pg";

/** Runs a statement that mends one fault; answers the row that it returns. Throws when it changed nothing. */
export async function changedRow(
  tx: pg.PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<Record<string, unknown>> {
  const { rows } = await tx.query<Record<string, unknown>>({ text, values: [...values] });
  const [row] = rows;
  if (!row) throw new Error("the fault could not be mended");
  return row;
}
