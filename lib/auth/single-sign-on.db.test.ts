import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { sessionPrincipal } from "@/lib/auth/session-principal";
import { TestBrowser } from "@/lib/testing/browser";
import { createTenant } from "@/lib/testing/factories/create-tenant";
import { createUser } from "@/lib/testing/factories/create-user";
import { OidcStub } from "@/lib/testing/oidc-stub";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

let db: TestDatabase;
let provider: OidcStub;
let handler: ConstructorParameters<typeof TestBrowser>[0];
beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
  provider = await OidcStub.start();
  Object.assign(process.env, {
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
  });
  // What is loaded so far has read the environment already.
  vi.resetModules();
  handler = (await import("@/app/api/auth/[...nextauth]/route")).GET;
});
afterAll(async () => {
  await provider.stop();
  await db.drop();
});

/** Goes to the provider and back, and answers where the browser ends up and who it is then. */
async function signIn(
  claims: Record<string, unknown>,
  browser = new TestBrowser(handler),
  callbackUrl = "/t/acme",
) {
  provider.claims = claims;
  const start = (await (await browser.post("signin/oidc", { callbackUrl })).json()) as { url: string };
  const back = provider.visit(start.url);
  const answer = await browser.get(`callback/oidc${back.search}`);
  const principal = await sessionPrincipal(
    new Request("http://127.0.0.1:3000/", { headers: { cookie: browser.cookie } }),
  );
  return { location: answer.headers.get("location"), principal, start: new URL(start.url), back };
}

const userCount = async () =>
  (await db.pool.query("SELECT count(*)::int AS n FROM users")).rows[0].n as number;
const NOBODY = "/login?error=NoAccount";

describe("single sign-on", () => {
  test("asks the provider with PKCE, state and nonce, and comes back to our own pages only", async () => {
    const { email, id } = await createUser(db.pool);
    const { location, principal, start } = await signIn({ sub: "pkce", email, email_verified: true });
    expect(start.origin).toBe(provider.issuer);
    expect(start.searchParams.get("code_challenge_method")).toBe("S256");
    expect(start.searchParams.get("state")).toBeTruthy();
    expect(start.searchParams.get("nonce")).toBeTruthy();
    expect(start.searchParams.get("redirect_uri")).toBe("http://127.0.0.1:3000/api/auth/callback/oidc");
    expect(location).toBe("http://127.0.0.1:3000/t/acme");
    expect(principal?.userId).toBe(id);
    const away = await signIn({ sub: "pkce" }, new TestBrowser(handler), "https://evil.example/");
    expect(away.location).toBe("http://127.0.0.1:3000/");
  });

  test("links a person by verified address once, and knows them by the account from then on", async () => {
    const { email, id } = await createUser(db.pool);
    expect(
      (await signIn({ sub: "linked", email: email.toUpperCase(), email_verified: true })).principal?.userId,
    ).toBe(id);
    const later = await signIn({ sub: "linked", email: "changed@example.com", email_verified: false });
    expect(later.principal?.userId).toBe(id);
    const { rows } = await db.pool.query(
      "SELECT * FROM audit_log WHERE action = 'identity.linked' AND target_id = $1",
      [id],
    );
    expect(rows).toHaveLength(1);
  });

  test.each([
    ["not verified", { email_verified: false }],
    ["without a word on verification", {}],
    ["verified in an odd way", { email_verified: 1 }],
  ])("with an address that is %s links nobody", async (_, claims) => {
    const { email, id } = await createUser(db.pool);
    const { location, principal } = await signIn({ sub: `unverified-${id}`, email, ...claims });
    expect(location).toBe(NOBODY);
    expect(principal).toBeNull();
    const { rows } = await db.pool.query(
      "SELECT count(*)::int AS n FROM user_identities WHERE user_id = $1",
      [id],
    );
    expect(rows[0].n).toBe(0);
  });

  test("makes no account out of nothing", async () => {
    const before = await userCount();
    const { location, principal } = await signIn({
      sub: "stranger",
      email: "stranger@example.com",
      email_verified: true,
    });
    expect(location).toBe(NOBODY);
    expect(principal).toBeNull();
    expect(await userCount()).toBe(before);
  });

  test("accepts an open invitation of the verified address with a new account", async () => {
    const tenant = await createTenant(db.pool);
    await db.pool.query(
      `INSERT INTO one_time_tokens (id, purpose, token_hash, tenant_id, email, role, expires_at)
       VALUES (gen_random_uuid(), 'invitation', 'h1', $1, 'invited@example.com', 'member', now() + interval '1 hour'),
              (gen_random_uuid(), 'invitation', 'h2', $1, 'late@example.com', 'member', now())`,
      [tenant.id],
    );
    const { principal } = await signIn({
      sub: "invited",
      name: "Ivy",
      email: "invited@example.com",
      email_verified: true,
    });
    expect(principal).toMatchObject({ name: "Ivy", memberships: [{ slug: tenant.slug, role: "member" }] });
    expect((await signIn({ sub: "late", email: "late@example.com", email_verified: true })).location).toBe(
      NOBODY,
    );
  });

  test("lets no disabled person in", async () => {
    const { email, id } = await createUser(db.pool);
    await db.pool.query("UPDATE users SET disabled_at = now() WHERE id = $1", [id]);
    expect((await signIn({ sub: "disabled", email, email_verified: true })).principal).toBeNull();
  });

  test("refuses an answer to another browser's question, and an answer used twice", async () => {
    const { email } = await createUser(db.pool);
    const victim = new TestBrowser(handler);
    const { back } = await signIn({ sub: "replay", email, email_verified: true });
    const replayed = await victim.get(`callback/oidc${back.search}`);
    expect(replayed.headers.get("location")).toMatch(/error=/);
    expect(victim.cookies.has("muster.session")).toBe(false);
    const page = await victim.get("error?error=OAuthCallback");
    expect(page.status).toBe(302);
    expect(page.headers.get("location")).toMatch(/error=OAuthCallback/);
  });
});
