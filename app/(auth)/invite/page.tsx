import type { Metadata } from "next";
import Link from "next/link";
import { AuthCard } from "@/components/auth/auth-card";
import { InviteForm } from "@/components/auth/invite-form";
import { pagePrincipal } from "@/lib/auth/page-principal";

export const metadata: Metadata = { title: "Join a tenant" };

export default async function InvitePage() {
  const principal = await pagePrincipal();
  return (
    <AuthCard
      title="Join a tenant"
      description={
        principal
          ? "Accept the invitation with the account you are signed in with."
          : "Choose a name and a password. You sign in with the address that was invited."
      }
      footer={
        principal ? null : (
          <span>
            You have an account?{" "}
            <Link
              href="/login?callbackUrl=%2Finvite"
              className="font-medium text-ink underline underline-offset-2"
            >
              Sign in first
            </Link>
          </span>
        )
      }
    >
      <InviteForm signedInEmail={principal?.email ?? null} />
    </AuthCard>
  );
}
