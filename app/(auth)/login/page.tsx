import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthCard } from "@/components/auth/auth-card";
import { LoginForm } from "@/components/auth/login-form";
import { ProviderButtons } from "@/components/auth/provider-buttons";
import { Notice } from "@/components/ui/notice";
import { ownOrigin } from "@/lib/auth/own-origin";
import { pagePrincipal } from "@/lib/auth/page-principal";
import { providerNames } from "@/lib/auth/providers";
import { safePath } from "@/lib/domain/access/safe-path";

export const metadata: Metadata = { title: "Sign in" };

/** What a sign-in provider's way back can end with; every other code gets the general sentence. */
const REFUSALS: Record<string, string> = {
  NoAccount:
    "Nobody here has the account you signed in with. Its e-mail address must be verified there, and it must have been invited here.",
  AccessDenied: "The sign-in provider refused, or you cancelled.",
};
const GENERAL_REFUSAL = "Signing in with the provider failed. Try again, or use your password.";

type LoginPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { callbackUrl, error } = await searchParams;
  const target = safePath(typeof callbackUrl === "string" ? callbackUrl : null, ownOrigin());
  if (await pagePrincipal()) redirect(target);
  const providers = providerNames();
  return (
    <AuthCard title="Sign in">
      {typeof error === "string" ? <Notice tone="bad">{REFUSALS[error] ?? GENERAL_REFUSAL}</Notice> : null}
      <LoginForm callbackUrl={target} />
      {providers.length > 0 ? <ProviderButtons providers={providers} callbackUrl={target} /> : null}
    </AuthCard>
  );
}
