import { randomBytes } from "node:crypto";
import { DemoClient } from "@/demo/demo-client";
import type { ApiKeyView } from "@/lib/contracts/api-key";
import type { TenantView } from "@/lib/contracts/tenant";
import type { Role } from "@/lib/domain/access/permissions";
import { demo } from "./state";

/** Somebody with a session that was begun before the test looks at it. */
export interface Person {
  name: string;
  email: string;
  password: string;
  cookie: { name: string; value: string };
}

/** A tenant that only one test knows. */
export interface TestTenant {
  id: string;
  slug: string;
  name: string;
  owner: Person;
  api: DemoClient;
}

export type PlanSlug = NonNullable<TenantView["plan"]>;

export const unique = () => randomBytes(4).toString("hex");

export function adminApi(): DemoClient {
  return new DemoClient(demo().base_url, demo().admin.api_key);
}

export async function createTenant(plan: PlanSlug): Promise<TestTenant> {
  const slug = `e2e-${plan}-${unique()}`;
  const name = `Tenant ${slug}`;
  const { tenant, invitation_url } = await adminApi().call<{ tenant: TenantView; invitation_url: string }>(
    "POST",
    "/api/v1/admin/tenants",
    { slug, name, plan, owner_email: `owner@${slug}.example` },
  );
  const owner = await acceptInvitation(invitation_url, `owner@${slug}.example`);
  const created = await callAs<{ api_key: ApiKeyView; raw_key: string }>(owner, slug, "/api/v1/api-keys", {
    name: "Test",
    scopes: ["jobs:read", "jobs:write", "findings:read", "audit:read"],
  });
  return { id: tenant.id, slug, name, owner, api: new DemoClient(demo().base_url, created.raw_key) };
}

export async function addMember(tenant: TestTenant, role: Role): Promise<Person> {
  const email = `${role}-${unique()}@${tenant.slug}.example`;
  const { invitation_url } = await callAs<{ invitation_url: string }>(
    tenant.owner,
    tenant.slug,
    "/api/v1/members/invitations",
    { email, role },
  );
  return acceptInvitation(invitation_url, email);
}

/** Lets somebody who has an account into another tenant. */
export async function invitePerson(tenant: TestTenant, person: Person, role: Role): Promise<void> {
  const { invitation_url } = await callAs<{ invitation_url: string }>(
    tenant.owner,
    tenant.slug,
    "/api/v1/members/invitations",
    { email: person.email, role },
  );
  await callAs(person, null, "/api/v1/invitations/accept", { token: tokenOf(invitation_url) });
}

async function acceptInvitation(url: string, email: string): Promise<Person> {
  const name = `Person ${unique()}`;
  const password = `never used again ${unique()}`;
  const response = await post("/api/v1/invitations/accept", { token: tokenOf(url), name, password });
  return { name, email, password, cookie: sessionCookieOf(response) };
}

/** Opens a session with e-mail and password, as the sign-in page does. */
export async function beginSession(email: string, password: string): Promise<Person> {
  const csrf = await fetch(new URL("/api/auth/csrf", demo().base_url));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const cookie = csrf.headers.getSetCookie().map(pairOf).join("; ");
  const body = { email, password, csrfToken, json: "true" };
  const response = await post("/api/auth/callback/credentials", body, { cookie });
  return { name: "", email, password, cookie: sessionCookieOf(response) };
}

async function callAs<T>(person: Person, slug: string | null, path: string, body: unknown): Promise<T> {
  const cookie = `${person.cookie.name}=${person.cookie.value}`;
  const response = await post(path, body, { cookie, ...(slug ? { "x-tenant": slug } : {}) });
  return (await response.json()) as T;
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const { base_url } = demo();
  const response = await fetch(new URL(path, base_url), {
    method: "POST",
    headers: { origin: base_url, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

function tokenOf(url: string): string {
  return new URL(url).hash.slice(1);
}

function sessionCookieOf(response: Response): Person["cookie"] {
  const pair = response.headers
    .getSetCookie()
    .map(pairOf)
    .find((text) => text.includes("muster.session="));
  if (!pair) throw new Error("The answer opens no session.");
  const at = pair.indexOf("=");
  return { name: pair.slice(0, at), value: pair.slice(at + 1) };
}

function pairOf(cookie: string): string {
  return cookie.split(";", 1)[0] ?? "";
}
