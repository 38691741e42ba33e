import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

async function cookieUnder(url: string): Promise<string> {
  vi.stubEnv("NEXTAUTH_URL", url);
  vi.resetModules();
  const { sessionCookie } = await import("@/lib/auth/session-token");
  return await sessionCookie({
    userId: "0192f0c0-0000-7000-8000-000000000001",
    sessionId: "0192f0c0-0000-7000-8000-000000000002",
  });
}

test("over https the session cookie is bound to the host and never sent in the clear", async () => {
  const cookie = await cookieUnder("https://muster.example.com");
  expect(cookie).toMatch(/^__Host-muster\.session=/);
  expect(cookie).toMatch(/; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure$/);
});

test("on loopback without https it works in every browser", async () => {
  const cookie = await cookieUnder("http://127.0.0.1:3000");
  expect(cookie).toMatch(/^muster\.session=[^;]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/);
});
