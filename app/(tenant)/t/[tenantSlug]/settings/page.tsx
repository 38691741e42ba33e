import { redirect } from "next/navigation";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { paths } from "@/lib/client/paths";
import { roleMay } from "@/lib/domain/access/permissions";

/** The first tab that the reader may see. */
export default async function SettingsPage({ params }: { params: Promise<{ tenantSlug: string }> }) {
  const { membership } = await requireTenantMember((await params).tenantSlug);
  const { slug, role } = membership;
  redirect(roleMay(role, "api_keys:read") ? paths.apiKeys(slug) : paths.members(slug));
}
