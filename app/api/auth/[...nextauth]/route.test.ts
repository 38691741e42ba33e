import { hash } from "@node-rs/argon2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as authHandler } from "@/app/api/auth/[...nextauth]/route";
import { sessionPrincipal } from "@/lib/auth/session-principal";
import { sessionCookie } from "@/lib/auth/session-token";
import { trustRemoteAddressHeader } from "@/lib/http/client-address";
import { hashPassword } from "@/lib/secrets/password-hash";
import { TestBrowser } from "@/lib/testing/browser";
import { createUser } from "@/lib/testing/factories/create-user";
import { setProcessPool } from "@/lib/testing/process-pool";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";

const PASSWORD = "grey lamp under 7 bridges";
let db: TestDatabase;
let passwordHash: string;
let addresses = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  setProcessPool(db.pool);
  trustRemoteAddressHeader();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => db.drop());

/** Each from an address of its own, so that one test's tries do not count in another. */
const newBrowser = () => new TestBrowser(authHandler, `198.51.100.${++addresses}`);

const whoIs = (browser: TestBrowser) =>
  sessionPrincipal(new Request("http://127.0.0.1:3000/", { headers: { cookie: browser.cookie } }));

async function auditOf(action: string) {
  const { rows } = await db.pool.query("SELECT * FROM audit_log WHERE action = $1 ORDER BY id", [action]);
  return rows;
}

describe("signing in with a password", () => {
  test("opens a session of one's own, in a cookie that scripts and other sites do not get", async () => {
    const { id, email } = await createUser(db.pool, { passwordHash });
    const browser = newBrowser();
    const answer = await browser.signIn(` ${email.toUpperCase()} `, PASSWORD);
    expect(answer.status).toBe(200);
    const line = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("muster.session=")) ?? "";
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).toMatch(/; Path=\//);
    expect(line).not.toMatch(/Domain=/);
    const principal = await whoIs(browser);
    expect(principal).toMatchObject({ kind: "user", userId: id, email });
    const [entry] = (await auditOf("login.succeeded")).filter((row) => row.actor_id === id);
    expect(entry).toMatchObject({ target_id: principal?.sessionId, ip: browser.address });
  });

  test("wrong password, unknown address and disabled person get the same answer", async () => {
    const { email } = await createUser(db.pool, { passwordHash });
    const disabled = await createUser(db.pool, { passwordHash });
    await db.pool.query("UPDATE users SET disabled_at = now() WHERE id = $1", [disabled.id]);
    const withoutPassword = await createUser(db.pool);
    const answers = [];
    for (const [address, password] of [
      [email, "not the password"],
      ["nobody@example.com", PASSWORD],
      [disabled.email, PASSWORD],
      [withoutPassword.email, PASSWORD],
      ["not an address", PASSWORD],
      [email, "x".repeat(500)],
    ] as const) {
      const browser = newBrowser();
      const answer = await browser.signIn(address, password);
      expect(browser.cookies.has("muster.session")).toBe(false);
      const { request_id: _, ...problem } = (await answer.json()) as Record<string, unknown>;
      answers.push({ status: answer.status, problem });
    }
    expect(answers[0]).toMatchObject({ status: 401, problem: { code: "unauthenticated" } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test("a failure is on record, but never what was typed as the address of nobody", async () => {
    const { id, email } = await createUser(db.pool, { passwordHash });
    await newBrowser().signIn(email, "not the password");
    await newBrowser().signIn("my-secret-typed-here@example.com", "whatever it may be");
    const entries = await auditOf("login.failed");
    expect(entries.some((row) => row.target_id === id)).toBe(true);
    expect(JSON.stringify(entries)).not.toContain("my-secret-typed-here");
  });

  test("a hash of lower costs is made anew, and the password still works", async () => {
    const weak = await hash(PASSWORD, { algorithm: 2, memoryCost: 8 * 1024, timeCost: 1, parallelism: 1 });
    const { id, email } = await createUser(db.pool, { passwordHash: weak });
    expect((await newBrowser().signIn(email, PASSWORD)).status).toBe(200);
    const { rows } = await db.pool.query("SELECT password_hash FROM users WHERE id = $1", [id]);
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await newBrowser().signIn(email, PASSWORD)).status).toBe(200);
  });

  test("without the CSRF token, or with another browser's, nothing happens", async () => {
    const { email } = await createUser(db.pool, { passwordHash });
    const browser = newBrowser();
    const form = { email, password: PASSWORD, json: "true" };
    expect((await browser.postRaw("callback/credentials", JSON.stringify(form))).status).toBe(403);
    const { csrfToken } = (await (await newBrowser().get("csrf")).json()) as { csrfToken: string };
    const stolen = await browser.postRaw("callback/credentials", JSON.stringify({ ...form, csrfToken }));
    expect(stolen.status).toBe(403);
    expect(await stolen.json()).toMatchObject({ code: "cross_site_request" });
    expect(browser.cookies.has("muster.session")).toBe(false);
  });
});

describe("the limit on tries", () => {
  test("of 1,000 tries from one address few are looked at, and the person gets in from elsewhere", async () => {
    const { email } = await createUser(db.pool, { passwordHash });
    const attacker = newBrowser();
    const { csrfToken } = (await (await attacker.get("csrf")).json()) as { csrfToken: string };
    const body = JSON.stringify({ email, password: "not the password", csrfToken, json: "true" });
    const statuses: number[] = [];
    for (let round = 0; round < 50; round++) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => attacker.postRaw("callback/credentials", body)),
      );
      statuses.push(...answers.map((answer) => answer.status));
    }
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(15);
    expect(statuses.filter((status) => status === 401 || status === 429)).toHaveLength(1000);
    expect((await newBrowser().signIn(email, PASSWORD)).status).toBe(200);
  });

  test("a refusal says how long to wait, for known and unknown accounts alike", async () => {
    const { email } = await createUser(db.pool, { passwordHash });
    for (const address of [email, "unknown-but-tried@example.com"]) {
      const browser = newBrowser();
      for (let i = 0; i < 10; i++) await browser.signIn(address, "not the password");
      const answer = await browser.signIn(address, PASSWORD);
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ code: "rate_limited", limit: "sign_in" });
    }
  });

  test("many addresses against one account do not lock its owner out of a familiar place", async () => {
    const { email } = await createUser(db.pool, { passwordHash });
    const owner = newBrowser();
    expect((await owner.signIn(email, PASSWORD)).status).toBe(200);
    await db.pool.query(
      "UPDATE rate_limits SET tokens = 0, updated_at = now() WHERE bucket LIKE 'sign-in:account:%'",
    );
    expect((await newBrowser().signIn(email, PASSWORD)).status).toBe(429);
    expect((await new TestBrowser(authHandler, owner.address).signIn(email, PASSWORD)).status).toBe(200);
  });

  test("the right password makes up for slips before it", async () => {
    const { email } = await createUser(db.pool, { passwordHash });
    const browser = newBrowser();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 5; i++) await browser.signIn(email, "not the password");
      expect((await browser.signIn(email, PASSWORD)).status).toBe(200);
    }
  });
});

describe("signing out", () => {
  test("ends the session at once, also for a copy of the cookie", async () => {
    const { id, email } = await createUser(db.pool, { passwordHash });
    const browser = newBrowser();
    await browser.signIn(email, PASSWORD);
    const copy = new TestBrowser(authHandler);
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    const answer = await browser.post("signout", {});
    expect(answer.status).toBe(200);
    expect(browser.cookies.has("muster.session")).toBe(false);
    expect(await whoIs(copy)).toBeNull();
    expect((await auditOf("logout")).filter((row) => row.actor_id === id)).toHaveLength(1);
    expect((await copy.post("signout", {})).status).toBe(200);
    expect((await auditOf("logout")).filter((row) => row.actor_id === id)).toHaveLength(1);
  });

  test("that the database cannot record is answered as a failure, not as done", async () => {
    const { email } = await createUser(db.pool, { passwordHash });
    const browser = newBrowser();
    await browser.signIn(email, PASSWORD);
    await db.pool.query("ALTER TABLE user_sessions RENAME TO user_sessions_away");
    try {
      expect((await browser.post("signout", {})).status).toBe(500);
    } finally {
      await db.pool.query("ALTER TABLE user_sessions_away RENAME TO user_sessions");
    }
    expect(await whoIs(browser)).not.toBeNull();
  });
});

describe("the way back after signing in", () => {
  test.each([
    ["/t/acme/scans?status=queued#top", "/t/acme/scans?status=queued#top"],
    ["http://127.0.0.1:3000/t/acme", "/t/acme"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["\\\\evil.example", "/"],
    ["/%2fevil.example", "/"],
    ["/%5cevil.example", "/"],
    ["/./%2Fevil.example", "/"],
    ["/.//evil.example", "/"],
    ["https://evil.example", "/"],
    ["https://127.0.0.1:3000.evil.example/", "/"],
    ["http://127.0.0.1:3000@evil.example/", "/"],
    ["javascript:alert(1)", "/"],
    ["data:text/html,x", "/"],
    ["/\tevil", "/"],
    ["", "/"],
  ])("%j leads to %j", async (callbackUrl, expected) => {
    const { email } = await createUser(db.pool, { passwordHash });
    const answer = await newBrowser().post("callback/credentials", {
      email,
      password: PASSWORD,
      callbackUrl,
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ url: new URL(expected, "http://127.0.0.1:3000").href });
    const page = await newBrowser().get(`signin?callbackUrl=${encodeURIComponent(callbackUrl)}`);
    expect(page.status).toBe(302);
    const location = new URL(page.headers.get("location") ?? "", "http://127.0.0.1:3000");
    expect(location.pathname).toBe("/login");
    expect(new URL(location.searchParams.get("callbackUrl") ?? "").origin).toBe("http://127.0.0.1:3000");
  });

  test("is never taken from the host that a request claims", async () => {
    const { email } = await createUser(db.pool, { passwordHash });
    const browser = newBrowser();
    const { csrfToken } = (await (await browser.get("csrf")).json()) as { csrfToken: string };
    const answer = await browser.postRaw(
      "callback/credentials",
      JSON.stringify({
        email,
        password: PASSWORD,
        csrfToken,
        json: "true",
        callbackUrl: "https://evil.example/",
      }),
      { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    );
    expect(await answer.json()).toEqual({ url: "http://127.0.0.1:3000/" });
  });
});

describe("what a client can send", () => {
  test.each([
    "session",
    "providers",
    "_log",
    "verify-request",
    "callback",
    "callback/unknown",
    "csrf/x",
    "signin/github",
    "x/y/z",
  ])("%s is closed", async (path) => {
    const browser = newBrowser();
    for (const answer of [await browser.get(path), await browser.postRaw(path, "{}")]) {
      expect([404, 405]).toContain(answer.status);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  test.each([
    ["not JSON", "{", {}, 400],
    ["an array", "[1]", {}, 403],
    ["a number", "1", {}, 400],
    ["NUL", '{"email":"a\\u0000@example.com"}', {}, 422],
    ["a lone surrogate", '{"email":"\\ud800@example.com"}', {}, 422],
    ["another content type", "<x/>", { "content-type": "application/xml" }, 415],
    ["too much", "x".repeat(20_000), {}, 413],
  ])("%s is refused with a problem document", async (_, body, headers, status) => {
    const answer = await newBrowser().postRaw("callback/credentials", body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test("fields that are not text count as absent", async () => {
    const browser = newBrowser();
    const { csrfToken } = (await (await browser.get("csrf")).json()) as { csrfToken: string };
    const body = JSON.stringify({ email: { contains: "a" }, password: ["x"], csrfToken, json: "true" });
    expect((await browser.postRaw("callback/credentials", body)).status).toBe(401);
  });

  test("cookies that are nonsense do no harm", async () => {
    const browser = newBrowser();
    browser.cookies.set("muster.session", "%E0%A4%A");
    browser.cookies.set("next-auth.callback-url", "//%zz\\");
    browser.cookies.set("next-auth.csrf-token", "|||");
    expect((await browser.get("csrf")).status).toBe(200);
    browser.cookies.set("next-auth.callback-url", "javascript:alert(1)");
    expect((await browser.get("signin")).headers.get("location")).toMatch(/^\/login\?callbackUrl=/);
    browser.cookies.set("muster.session", "a.b.c.d.e");
    expect((await browser.post("signout", {})).status).toBe(200);
  });

  test("a session cookie that we make is one that next-auth ends", async () => {
    const { id, email } = await createUser(db.pool, { passwordHash });
    const browser = newBrowser();
    await browser.signIn(email, PASSWORD);
    const sessionId = (await whoIs(browser))?.sessionId ?? "";
    const [pair = ""] = (await sessionCookie({ userId: id, sessionId })).split(";");
    const other = newBrowser();
    other.cookies.set("muster.session", pair.slice(pair.indexOf("=") + 1));
    expect(await whoIs(other)).toMatchObject({ userId: id });
    await other.post("signout", {});
    expect(await whoIs(browser)).toBeNull();
  });
});
