import {
  type BootstrapTokenRow,
  SELECT_BOOTSTRAP_TOKEN,
} from "@/lib/db/bootstrap-tokens/bootstrap-token-row";
import type { Db } from "@/lib/db/transaction";

export async function findBootstrapToken(
  db: Db,
  tenantId: string,
  id: string,
): Promise<BootstrapTokenRow | null> {
  const { rows } = await db.query<BootstrapTokenRow>({
    name: "find-bootstrap-token",
    text: `${SELECT_BOOTSTRAP_TOKEN} WHERE b.tenant_id = $1 AND b.id = $2`,
    values: [tenantId, id],
  });
  return rows[0] ?? null;
}
