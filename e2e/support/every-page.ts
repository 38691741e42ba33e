import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Person, TestTenant } from "./people";
import { ROOT } from "./start-program";

/** Every page of the product, by its route: a new page is looked at without being listed. */
export const routes = readdirSync(join(ROOT, "app"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("page.tsx"))
  .map((path) => `/${dirname(path)}`.replace(/\/\([^)]*\)/g, "").replace(/\/\.$/, "") || "/")
  .sort();

/** What the addresses of pages name. */
export interface Places {
  tenant: TestTenant;
  scanId: string;
  /** A platform agent. */
  agentId: string;
  /** An agent of the tenant's own. */
  ownAgentId: string;
}

export function addressOf(route: string, { tenant, scanId, agentId, ownAgentId }: Places): string {
  const id = route.startsWith("/admin/agents/")
    ? agentId
    : route.startsWith("/admin/tenants/")
      ? tenant.id
      : route.includes("/agents/")
        ? ownAgentId
        : scanId;
  return route
    .replace("[tenantSlug]", tenant.slug)
    .replace("[id]", id)
    .replace("[area]", "scans")
    .replace("[name]", "Job");
}

/** Who looks at an address: an admin, a tenant's owner, or somebody without a session. */
export function readerOf(address: string, tenant: TestTenant, admin: Person): Person | null {
  if (address.startsWith("/admin") || address === "/") return admin;
  return /^\/(t|account)(\/|$)/.test(address) ? tenant.owner : null;
}
