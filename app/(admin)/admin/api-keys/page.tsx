import type { Metadata } from "next";
import { AdminKeyList } from "@/components/settings/admin-key-list";
import { adminKeys, apiKeysOptions, KEYS_PER_PAGE } from "@/components/settings/api/api-keys";
import { CreateAdminKeyButton } from "@/components/settings/create-admin-key-button";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { listApiKeys } from "@/lib/services/api-keys/list-api-keys";
import { pageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "API keys" };

export default async function AdminApiKeysPage() {
  const ctx = pageContext(await requirePlatformAdmin());
  const keys = await listApiKeys(ctx, { tenantId: null, limit: KEYS_PER_PAGE });
  return (
    <Prefetched entries={[{ queryKey: apiKeysOptions(adminKeys).queryKey, data: firstPage(keys) }]}>
      <PageHeader
        title="API keys"
        description="For programs that manage the platform. A key of a tenant is made in that tenant's settings."
        actions={<CreateAdminKeyButton />}
      />
      <AdminKeyList />
    </Prefetched>
  );
}
