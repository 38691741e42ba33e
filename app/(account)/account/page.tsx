import type { Metadata } from "next";
import { sessionsOptions } from "@/components/account/api/sessions";
import { PasswordCard } from "@/components/account/password-card";
import { SessionsCard } from "@/components/account/sessions-card";
import { PageHeader } from "@/components/ui/page-header";
import { requireUser } from "@/lib/auth/require-page-access";
import { Prefetched } from "@/lib/client/prefetched";
import { pageContext } from "@/lib/services/page-context";
import { listSessions } from "@/lib/services/sessions/list-sessions";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const principal = await requireUser();
  const sessions = await listSessions(pageContext(principal), principal);
  return (
    <Prefetched entries={[{ queryKey: sessionsOptions().queryKey, data: sessions }]}>
      <div className="max-w-4xl space-y-3.5">
        <PageHeader title="Account" description={`${principal.name}, ${principal.email}`} />
        <SessionsCard />
        <PasswordCard email={principal.email} />
      </div>
    </Prefetched>
  );
}
