import { instant } from "@/lib/contracts/field";
import type { UserView } from "@/lib/contracts/user";
import type { PersonRow } from "@/lib/db/users/person-row";

export function userView(row: PersonRow): UserView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    is_platform_admin: row.isPlatformAdmin,
    disabled_at: instant(row.disabledAt),
    memberships: row.memberships.map(({ tenantId, slug, role }) => ({ tenant_id: tenantId, slug, role })),
    live_sessions: row.liveSessions,
    created_at: instant(row.createdAt),
  };
}
