import { defineAuthRoute } from "@/lib/http/define-auth-route";
import { signInWithIdentity } from "@/lib/services/sessions/sign-in-with-identity";
import { signInWithPassword } from "@/lib/services/sessions/sign-in-with-password";
import { signOut } from "@/lib/services/sessions/sign-out";
import { withDb } from "@/lib/services/with-db";

const handler = defineAuthRoute((ctx, userAgent) => ({
  withPassword: (credentials) => signInWithPassword(withDb(ctx), { ...credentials, userAgent }),
  withIdentity: (identity) => signInWithIdentity(withDb(ctx), { ...identity, userAgent }),
  signOut: (session) => signOut(withDb(ctx), session),
}));

export { handler as GET, handler as POST };
