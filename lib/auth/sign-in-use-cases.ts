import type { SessionClaims } from "@/lib/auth/session-token";

/** What the product does when somebody signs in or out; next-auth only carries the protocol. Handed in by the route. */
export interface SignInUseCases {
  /** Throws `AppError` when refused. */
  withPassword(credentials: { email: string; password: string }): Promise<SessionClaims>;
  /** Null when the provider's account is nobody's here. */
  withIdentity(identity: VouchedIdentity): Promise<SessionClaims | null>;
  signOut(session: SessionClaims): Promise<void>;
}

interface VouchedIdentity {
  provider: string;
  providerAccountId: string;
  /** In lower case, and only if the provider says that it has been verified. */
  verifiedEmail: string | null;
  name: string;
}
