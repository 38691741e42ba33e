import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { listUsersOptions, USERS_PER_PAGE } from "@/components/people/api/list-users-query";
import { userFilters, userSearchParams } from "@/components/people/user-search-params";
import { UsersList } from "@/components/people/users-list";
import { PageHeader } from "@/components/ui/page-header";
import { requirePlatformAdmin } from "@/lib/auth/require-page-access";
import { firstPage, Prefetched } from "@/lib/client/prefetched";
import { pageContext } from "@/lib/services/page-context";
import { listUsers } from "@/lib/services/users/list-users";

export const metadata: Metadata = { title: "People" };

const loadFilters = createLoader(userSearchParams);

export default async function PeoplePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const principal = await requirePlatformAdmin();
  const filters = userFilters(await loadFilters(searchParams));
  const users = await listUsers(pageContext(principal), { ...filters, limit: USERS_PER_PAGE });
  return (
    <Prefetched entries={[{ queryKey: listUsersOptions(filters).queryKey, data: firstPage(users) }]}>
      <PageHeader title="People" description="Everybody with an account, in whichever tenants they are." />
      <UsersList selfId={principal.userId} />
    </Prefetched>
  );
}
