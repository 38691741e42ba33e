import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthCard } from "@/components/auth/auth-card";
import { SignOutButton } from "@/components/auth/sign-out-button";
import { requireUser } from "@/lib/auth/require-page-access";
import { paths } from "@/lib/client/paths";

export const metadata: Metadata = { title: "No tenant yet" };

/** The way to the right console: admins to theirs, members to their first tenant. */
export default async function StartPage() {
  const principal = await requireUser();
  if (principal.isPlatformAdmin) redirect(paths.admin);
  const [first] = principal.memberships;
  if (first) redirect(paths.tenant(first.slug));
  return (
    <AuthCard
      title="You belong to no tenant"
      description={`You are signed in as ${principal.email}. Ask an owner or admin of your tenant for an invitation link, then open it here.`}
    >
      <div>
        <SignOutButton />
      </div>
    </AuthCard>
  );
}
