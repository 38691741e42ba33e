import type { Access, AgentAccess, AnyContract } from "@/lib/contracts/contract";
import { roleMay, type TenantPermission } from "@/lib/domain/access/permissions";
import type { ErrorCode } from "@/lib/domain/errors";
import { type Caller, type World, withBearer } from "./abuse-world";

interface WrongCaller extends Caller {
  code: ErrorCode;
}

/** Everybody whom this contract keeps out, with the refusal that each of them gets. */
export function wrongCallers(world: World, contract: AnyContract, cronSecret: string): WrongCaller[] {
  const { access } = contract;
  if (access.kind === "public") return contract.method === "GET" ? [] : fromOtherSites(world, access);
  const cron = withBearer("the cron secret", cronSecret);
  const keys = [world.ownKey, world.adminKey, world.agent.caller, world.job.token];
  if (access.kind === "cron") {
    const bearers = [...keys, withBearer("half of the cron secret", cronSecret.slice(0, -1))];
    return [...as("unauthenticated", [...world.invalid, ...bearers]), ...as("forbidden", sessions(world))];
  }
  return [
    ...as("unauthenticated", [...world.invalid, cron]),
    ...as("forbidden", forbidden(world, access)),
    ...("fleet" in access ? as("wrong_agent_api", otherFleet(world, access)) : []),
    ...(access.kind === "tenant" ? elsewhere(world, access.permission) : []),
    ...(contract.method === "GET" ? [] : fromOtherSites(world, access)),
  ];
}

function forbidden(world: World, access: Access): Caller[] {
  const { ownKey, adminKey, agent, job, admin } = world;
  switch (access.kind) {
    case "tenant": {
      const { permission } = access;
      const roles = Object.entries(world.roles) as [keyof World["roles"], { caller: Caller }][];
      return [
        ...roles.filter(([role]) => !roleMay(role, permission)).map(([, { caller }]) => caller),
        ...world.tenantKeys.filter(({ scope }) => scope !== permission).map(({ caller }) => caller),
        ...(world.tenantKeys.some(({ scope }) => scope === permission) ? [] : [ownKey]),
        ...[adminKey, agent.caller, job.token, admin, world.outsider, world.both],
      ];
    }
    case "admin":
      return [
        ...world.adminKeys.filter(({ scope }) => scope !== access.permission).map(({ caller }) => caller),
        ...Object.values(world.roles).map(({ caller }) => caller),
        ...[world.outsider, world.both, ownKey, agent.caller, job.token],
      ];
    case "user":
      return [ownKey, adminKey, agent.caller, job.token];
    case "agent":
      return [...sessions(world), ownKey, adminKey, job.token];
    case "job":
      return [...sessions(world), ownKey, adminKey, agent.caller];
    case "agent_or_job":
      return [...sessions(world), ownKey, adminKey];
    default:
      return [];
  }
}

/** Agents of the other fleet, each with the credential that the call would want. */
function otherFleet(world: World, { kind, fleet }: AgentAccess): Caller[] {
  const { agent, job, ownAgent, ownJob } = world;
  const [other, otherJob] = fleet === "platform" ? [ownAgent, ownJob] : [agent, job];
  return [...(kind === "job" ? [] : [other.caller]), ...(kind === "agent" ? [] : [otherJob.token])];
}

/** Everybody whom a tenant's reading contract lets in: each role and key that has its permission. */
export function rightCallers(world: World, contract: AnyContract): Caller[] {
  const { access, method, answerKind } = contract;
  if (access.kind !== "tenant" || method !== "GET" || answerKind === "event_stream") return [];
  const roles = Object.entries(world.roles) as [keyof World["roles"], { caller: Caller }][];
  return [
    ...roles.filter(([role]) => roleMay(role, access.permission)).map(([, { caller }]) => caller),
    ...world.tenantKeys.filter(({ scope }) => scope === access.permission).map(({ caller }) => caller),
  ];
}

function sessions(world: World): Caller[] {
  return [world.roles.owner.caller, world.admin, world.outsider];
}

/** A tenant that is not the caller's does not exist for them. */
function elsewhere(world: World, permission: TenantPermission): WrongCaller[] {
  const keys = world.tenantKeys.filter(({ scope }) => scope === permission).map(({ caller }) => caller);
  const naming = (caller: Caller, slug: string) => ({
    name: `${caller.name} naming the tenant ${slug}`,
    headers: { ...caller.headers, "x-tenant": slug },
  });
  return as("not_found", [
    naming(world.roles.owner.caller, world.foreign.slug),
    naming(world.roles.owner.caller, "nowhere"),
    naming(world.foreignOwner, world.own.slug),
    ...keys.map((key) => naming(key, world.foreign.slug)),
  ]);
}

/** Somebody who may, in a browser that another site has sent. */
function fromOtherSites(world: World, access: Access): WrongCaller[] {
  const takesSession = ["tenant", "admin", "user", "public"].includes(access.kind);
  if (!takesSession) return [];
  const { headers } = access.kind === "admin" ? world.admin : world.roles.owner.caller;
  const cookie = headers.cookie ?? "";
  const origins: [string, Record<string, string>][] = [
    ["without any proof", {}],
    ["cross-site", { "sec-fetch-site": "cross-site" }],
    ["same-site", { "sec-fetch-site": "same-site" }],
    ["typed by hand", { "sec-fetch-site": "none" }],
    [
      "cross-site with our origin",
      { "sec-fetch-site": "cross-site", origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" },
    ],
    ["from a foreign origin", { origin: "https://evil.example", host: "127.0.0.1:3000" }],
    ["from a hidden origin", { origin: "null", host: "127.0.0.1:3000" }],
    ["from our name with another port", { origin: "http://127.0.0.1:3001", host: "127.0.0.1:3000" }],
  ];
  return as(
    "cross_site_request",
    origins.map(([name, extra]) => ({ name: `a session ${name}`, headers: { cookie, ...extra } })),
  );
}

function as(code: ErrorCode, callers: Caller[]): WrongCaller[] {
  return callers.map((caller) => ({ ...caller, code }));
}
