import {
  type BootstrapTokenRow,
  SELECT_BOOTSTRAP_TOKEN,
} from "@/lib/db/bootstrap-tokens/bootstrap-token-row";
import type { Db } from "@/lib/db/transaction";
import type { BootstrapTokenStatus } from "@/lib/domain/token/bootstrap-token";

export interface BootstrapTokenFilter {
  status?: BootstrapTokenStatus | undefined;
  beforeId: string | null;
  limit: number;
}

/** The tenant's bootstrap tokens, newest first. The status is `bootstrapTokenStatus` in SQL, at the database's now. */
export async function listBootstrapTokens(
  db: Db,
  tenantId: string,
  filter: BootstrapTokenFilter,
): Promise<BootstrapTokenRow[]> {
  const { rows } = await db.query<BootstrapTokenRow>({
    name: "list-bootstrap-tokens",
    text: `${SELECT_BOOTSTRAP_TOKEN}
            WHERE b.tenant_id = $1
              AND ($2::uuid IS NULL OR b.id < $2)
              AND ($3::text IS NULL OR $3 = CASE WHEN b.revoked_at IS NOT NULL THEN 'revoked'
                                                 WHEN b.current_uses >= b.max_uses THEN 'exhausted'
                                                 WHEN b.expires_at <= now() THEN 'expired'
                                                 ELSE 'active' END)
            ORDER BY b.id DESC
            LIMIT $4`,
    values: [tenantId, filter.beforeId, filter.status ?? null, filter.limit],
  });
  return rows;
}
