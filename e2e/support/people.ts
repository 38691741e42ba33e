import { randomBytes } from "node:crypto";
import { DemoClient } from "@/demo/demo-client";
import type { ApiKeyView } from "@/lib/contracts/api-key";
import type { TenantView } from "@/lib/contracts/tenant";
import { ADMIN_PERMISSIONS, type Role, TENANT_KEY_SCOPES } from "@/lib/domain/access/permissions";
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
  apiKey: string;
  api: DemoClient;
}

/** A server and the key of one of its admins. */
export interface Site {
  baseUrl: string;
  admin: DemoClient;
}

export type PlanSlug = NonNullable<TenantView["plan"]>;

export const unique = () => randomBytes(4).toString("hex");

export function adminApi(): DemoClient {
  return new DemoClient(demo().base_url, demo().admin.api_key);
}

/** The server that all tests share. */
function sharedSite(): Site {
  return { baseUrl: demo().base_url, admin: adminApi() };
}

export async function createTenant(plan: PlanSlug, site: Site = sharedSite()): Promise<TestTenant> {
  const { baseUrl, admin } = site;
  const slug = `e2e-${plan}-${unique()}`;
  const name = `Tenant ${slug}`;
  const { tenant, invitation_url } = await admin.call<{ tenant: TenantView; invitation_url: string }>(
    "POST",
    "/api/v1/admin/tenants",
    { slug, name, plan, owner_email: `owner@${slug}.example` },
  );
  const owner = await acceptInvitation(baseUrl, invitation_url, `owner@${slug}.example`);
  const created = await callAs<{ api_key: ApiKeyView; raw_key: string }>(
    baseUrl,
    owner,
    slug,
    "/api/v1/api-keys",
    {
      name: "Test",
      scopes: TENANT_KEY_SCOPES,
    },
  );
  const { raw_key: apiKey } = created;
  return { id: tenant.id, slug, name, owner, apiKey, api: new DemoClient(baseUrl, apiKey) };
}

export async function addMember(tenant: TestTenant, role: Role): Promise<Person> {
  const email = `${role}-${unique()}@${tenant.slug}.example`;
  return acceptInvitation(demo().base_url, await invite(tenant, email, role), email);
}

/** Lets somebody who has an account into another tenant. */
export async function invitePerson(tenant: TestTenant, person: Person, role: Role): Promise<void> {
  const token = tokenOf(await invite(tenant, person.email, role));
  await callAs(demo().base_url, person, null, "/api/v1/invitations/accept", { token });
}

async function invite(tenant: TestTenant, email: string, role: Role): Promise<string> {
  const path = "/api/v1/members/invitations";
  const { base_url } = demo();
  const { invitation_url } = await callAs<{ invitation_url: string }>(
    base_url,
    tenant.owner,
    tenant.slug,
    path,
    { email, role },
  );
  return invitation_url;
}

async function acceptInvitation(baseUrl: string, url: string, email: string): Promise<Person> {
  const name = `Person ${unique()}`;
  const password = `never used again ${unique()}`;
  const response = await post(baseUrl, "/api/v1/invitations/accept", { token: tokenOf(url), name, password });
  return { name, email, password, cookie: sessionCookieOf(response) };
}

/** Uses a set-up link: makes the first admin and answers the site with a key of that admin. */
export async function makeFirstAdmin(baseUrl: string, setupUrl: string): Promise<Site> {
  const email = `admin-${unique()}@muster.example`;
  const password = `never used again ${unique()}`;
  await post(baseUrl, "/api/v1/setup", { token: tokenOf(setupUrl), email, name: "Admin", password });
  const admin = await beginSession(email, password, baseUrl);
  const { raw_key } = await callAs<{ raw_key: string }>(baseUrl, admin, null, "/api/v1/admin/api-keys", {
    name: "Test",
    scopes: ADMIN_PERMISSIONS,
  });
  return { baseUrl, admin: new DemoClient(baseUrl, raw_key) };
}

/** Opens a session with e-mail and password, as the sign-in page does. */
export async function beginSession(
  email: string,
  password: string,
  baseUrl = demo().base_url,
): Promise<Person> {
  const csrf = await fetch(new URL("/api/auth/csrf", baseUrl));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const cookie = csrf.headers.getSetCookie().map(pairOf).join("; ");
  const body = { email, password, csrfToken, json: "true" };
  const response = await post(baseUrl, "/api/auth/callback/credentials", body, { cookie });
  return { name: "", email, password, cookie: sessionCookieOf(response) };
}

async function callAs<T>(
  baseUrl: string,
  person: Person,
  slug: string | null,
  path: string,
  body: unknown,
): Promise<T> {
  const cookie = `${person.cookie.name}=${person.cookie.value}`;
  const response = await post(baseUrl, path, body, { cookie, ...(slug ? { "x-tenant": slug } : {}) });
  return (await response.json()) as T;
}

async function post(
  baseUrl: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const response = await fetch(new URL(path, baseUrl), {
    method: "POST",
    headers: { origin: new URL(baseUrl).origin, "content-type": "application/json", ...headers },
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
