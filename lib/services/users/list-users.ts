import type { Page } from "@/lib/contracts/page";
import type { ListUsersQuery, UserView } from "@/lib/contracts/user";
import { listPeopleAcrossTenants } from "@/lib/db/users/list-people";
import { cutPage, decodeIdCursor } from "@/lib/domain/cursor";
import type { Context } from "@/lib/services/context";
import { userView } from "@/lib/services/users/user-view";

/** People of every tenant and of none, newest first, disabled ones too. */
export async function listUsers(ctx: Context, query: ListUsersQuery): Promise<Page<UserView>> {
  const found = await listPeopleAcrossTenants(ctx.db, {
    isDisabled: query.status === undefined ? undefined : query.status === "disabled",
    q: query.q,
    beforeId: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const { rows, nextCursor } = cutPage(found, query.limit);
  return { items: rows.map(userView), next_cursor: nextCursor };
}
