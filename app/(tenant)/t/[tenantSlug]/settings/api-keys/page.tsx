import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { apiKeysOptions, KEYS_PER_PAGE, tenantKeys } from "@/components/settings/api/api-keys";
import { ApiKeysPanel } from "@/components/settings/api-keys-panel";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { roleMay } from "@/lib/domain/access/permissions";
import { listApiKeys } from "@/lib/services/api-keys/list-api-keys";
import { tenantPageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage({ params }: { params: Promise<{ tenantSlug: string }> }) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  if (!roleMay(membership.role, "api_keys:read")) notFound();
  const { tenantId, slug } = membership;
  const keys = await listApiKeys(tenantPageContext(principal, tenantId), { tenantId, limit: KEYS_PER_PAGE });
  return (
    <Prefetched entries={[{ queryKey: apiKeysOptions(tenantKeys(slug)).queryKey, data: firstPage(keys) }]}>
      <ApiKeysPanel />
    </Prefetched>
  );
}
