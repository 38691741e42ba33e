import type { AuthOptions, User } from "next-auth";
import GitHub, { type GithubProfile } from "next-auth/providers/github";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "@/lib/config/env";

/** What a provider says about a person, before we know who that is here. */
export interface VouchedUser extends User {
  verifiedEmail: string | null;
}

interface OidcProfile {
  sub: string;
  name?: string;
  preferred_username?: string;
  email?: string;
  email_verified?: boolean | string;
}

/** The providers that the environment configures, as the sign-in page lists them. */
export function providerNames(): { id: string; name: string }[] {
  const { GITHUB_ID, OIDC_ISSUER, OIDC_NAME } = env();
  return [
    ...(GITHUB_ID ? [{ id: "github", name: "GitHub" }] : []),
    ...(OIDC_ISSUER ? [{ id: "oidc", name: OIDC_NAME }] : []),
  ];
}

export function configuredProviders(): AuthOptions["providers"] {
  const { GITHUB_ID, GITHUB_SECRET, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = env();
  const providers: AuthOptions["providers"] = [];
  if (GITHUB_ID && GITHUB_SECRET) providers.push(github(GITHUB_ID, GITHUB_SECRET));
  if (OIDC_ISSUER && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET) {
    providers.push(oidc(OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME));
  }
  return providers;
}

/** GitHub's profile does not say which address is verified; its list of addresses does, so that alone is asked. */
function github(clientId: string, clientSecret: string): OAuthConfig<GithubProfile> {
  return {
    ...GitHub({ clientId, clientSecret }),
    checks: ["pkce", "state"],
    userinfo: {
      url: "https://api.github.com/user",
      async request({ client, tokens }) {
        if (!tokens.access_token) throw new Error("GitHub sent no access token");
        const profile = await client.userinfo(tokens.access_token);
        const email = await verifiedGithubEmail(tokens.access_token);
        return { ...profile, email: email ?? undefined };
      },
    },
    profile: (profile): VouchedUser => ({
      id: String(profile.id),
      name: profile.name ?? profile.login,
      verifiedEmail: profile.email ?? null,
    }),
  };
}

async function verifiedGithubEmail(accessToken: string): Promise<string | null> {
  const response = await fetch("https://api.github.com/user/emails", {
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/vnd.github+json" },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) return null;
  const emails = (await response.json()) as { email: string; primary: boolean; verified: boolean }[];
  return emails.find((entry) => entry.primary && entry.verified)?.email ?? null;
}

/** Any OpenID Connect provider that publishes its configuration. */
function oidc(
  issuer: string,
  clientId: string,
  clientSecret: string,
  name: string,
): OAuthConfig<OidcProfile> {
  return {
    id: "oidc",
    name,
    type: "oauth",
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    issuer,
    clientId,
    clientSecret,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    profile: (profile): VouchedUser => ({
      id: profile.sub,
      name: profile.name ?? profile.preferred_username ?? profile.email ?? profile.sub,
      // Some providers send the claim as text.
      verifiedEmail: String(profile.email_verified) === "true" ? (profile.email ?? null) : null,
    }),
  };
}
