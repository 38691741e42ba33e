import Link from "next/link";
import { roleNames } from "@/components/settings/role-names";
import { adminPaths } from "@/lib/client/admin-paths";
import type { UserView } from "@/lib/contracts/user";

/** Tenants named in a row; the rest is counted. */
const NAMED_TENANTS_MAX = 3;

/** The tenants that a person belongs to, each with the role there. */
export function UserMemberships({ user }: { user: UserView }) {
  const named = user.memberships.slice(0, NAMED_TENANTS_MAX);
  const others = user.memberships.length - named.length;
  if (named.length === 0) return <span className="text-ink-3">none</span>;
  return (
    <span>
      {named.map(({ tenant_id, slug, role }) => (
        <span key={tenant_id} className="block">
          <Link href={adminPaths.tenant(tenant_id)} className="rounded-sm underline [overflow-wrap:anywhere]">
            {slug}
          </Link>{" "}
          <span className="text-ink-3">{roleNames[role]}</span>
        </span>
      ))}
      {others > 0 ? <span className="block text-ink-3">and {others} more</span> : null}
    </span>
  );
}
