import type { AuthOptions, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import {
  cookiesAreSecure,
  SESSION_MAX_SECONDS,
  sessionCookieName,
  sessionCookieOptions,
} from "@/lib/auth/cookie-policy";
import { configuredProviders, type VouchedUser } from "@/lib/auth/providers";
import { claimsOf } from "@/lib/auth/session-token";
import type { SignInUseCases } from "@/lib/auth/sign-in-use-cases";
import { requireSecret } from "@/lib/config/env";
import { normalEmail } from "@/lib/domain/access/normal-email";
import { safePath } from "@/lib/domain/access/safe-path";
import { log } from "@/lib/log";

/** A person who has been given a session row. */
interface SessionUser extends User {
  sessionId: string;
}

/**
 * next-auth as we use it: sign-in protocols, CSRF token, cookies. Who may sign in is decided by the use cases, and what the
 * cookie is worth is decided at each request by the row of user_sessions that it names.
 */
export function nextAuthOptions(useCases: SignInUseCases): AuthOptions {
  return {
    secret: requireSecret("NEXTAUTH_SECRET"),
    useSecureCookies: cookiesAreSecure(),
    cookies: { sessionToken: { name: sessionCookieName(), options: sessionCookieOptions() } },
    session: { strategy: "jwt", maxAge: SESSION_MAX_SECONDS },
    jwt: { maxAge: SESSION_MAX_SECONDS },
    pages: { signIn: "/login", signOut: "/", error: "/login", verifyRequest: "/login" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials): Promise<SessionUser | null> {
          const { email, password } = credentials ?? {};
          if (typeof email !== "string" || typeof password !== "string") return null;
          const { userId, sessionId } = await useCases.withPassword({ email, password });
          return { id: userId, sessionId };
        },
      }),
      ...configuredProviders(),
    ],
    callbacks: {
      async signIn({ user, account }) {
        if (account?.type !== "oauth") return true;
        const { name, verifiedEmail } = user as VouchedUser;
        const claims = await useCases.withIdentity({
          provider: account.provider,
          providerAccountId: account.providerAccountId,
          verifiedEmail: verifiedEmail === null ? null : normalEmail(verifiedEmail),
          name: name ?? verifiedEmail ?? account.providerAccountId,
        });
        if (claims === null) return "/login?error=NoAccount";
        Object.assign(user, { id: claims.userId, sessionId: claims.sessionId } satisfies SessionUser);
        return true;
      },
      async jwt({ token, user }) {
        return user ? { sub: user.id, sid: (user as SessionUser).sessionId } : token;
      },
      async redirect({ url, baseUrl }) {
        return baseUrl + safePath(url, baseUrl);
      },
    },
    events: {
      async signOut({ token }) {
        const claims = claimsOf(token);
        if (claims) await useCases.signOut(claims);
      },
    },
    logger: {
      // The details may hold tokens of the provider, so that only what went wrong is kept.
      error: (code, details) => log.warn({ code, reason: reasonOf(details) }, "next-auth error"),
      warn: (code) => log.debug({ code }, "next-auth warning"),
      debug: () => {},
    },
  };
}

function reasonOf(details: unknown): string {
  if (details instanceof Error) return details.message;
  if (typeof details === "object" && details !== null && "error" in details) return reasonOf(details.error);
  return "unknown";
}
