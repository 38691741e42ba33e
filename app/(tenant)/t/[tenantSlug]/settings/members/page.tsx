import type { Metadata } from "next";
import { membersOptions } from "@/components/settings/api/members";
import { MembersPanel } from "@/components/settings/members-panel";
import { requireTenantMember } from "@/lib/auth/require-page-access";
import { Prefetched } from "@/lib/client/prefetched";
import { listMembers } from "@/lib/services/members/list-members";
import { tenantPageContext } from "@/lib/services/page-context";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage({ params }: { params: Promise<{ tenantSlug: string }> }) {
  const { principal, membership } = await requireTenantMember((await params).tenantSlug);
  const members = await listMembers(tenantPageContext(principal, membership.tenantId));
  return (
    <Prefetched entries={[{ queryKey: membersOptions(membership.slug).queryKey, data: members }]}>
      <MembersPanel />
    </Prefetched>
  );
}
