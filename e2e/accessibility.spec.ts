import type { Page } from "@playwright/test";
import type { AgentView } from "@/lib/contracts/agent";
import { expectAccessible } from "./support/check-page";
import { addressOf, readerOf, routes } from "./support/every-page";
import { expect, test } from "./support/fixtures";
import { Fleet } from "./support/fleet";
import { adminApi, createTenant, type TestTenant } from "./support/people";
import { readSecret } from "./support/read-secret";
import { readScan, slowScan, submit } from "./support/scans";

interface World {
  tenant: TestTenant;
  endedScan: string;
  queuedScan: string;
  agentId: string;
  agentName: string;
  ownAgentId: string;
  ownAgentName: string;
}

/** Further states of pages, by what they show. */
const states: Record<string, (world: World) => string> = {
  "a queued scan": ({ tenant, queuedScan }) => `/t/${tenant.slug}/scans/${queuedScan}`,
  "a queued job, explained": ({ queuedScan }) => `/admin/queue/${queuedScan}`,
  "the set-up form": () => "/setup#0123456789abcdefghijklmnop",
  "the invitation form": () => "/invite#0123456789abcdefghijklmnop",
  "a page that does not exist": () => "/no-such-page",
  "a scan that does not exist": ({ tenant, agentId }) => `/t/${tenant.slug}/scans/${agentId}`,
  "an agent that does not exist": ({ queuedScan }) => `/admin/agents/${queuedScan}`,
  "a platform agent that is no own one": ({ tenant, agentId }) => `/t/${tenant.slug}/agents/${agentId}`,
};

// What is wrong is said in full by the failure; a trace of every page would take longer than looking at it.
test.use({ trace: "off" });

let fleet: Fleet;
let world: World;

test.beforeAll(async ({ target }) => {
  fleet = new Fleet();
  const tenant = await createTenant("team");
  const agent = await fleet.start("shared");
  const ended = await submit(tenant, { tool: "http-headers", target: target.url });
  await expect.poll(async () => (await readScan(tenant, ended.id)).status).toBe("succeeded");
  const agentId = (await fleet.find(agent.name))?.id ?? "";
  await adminApi().call("POST", `/api/v1/admin/platform-agents/${agentId}/disable`);
  const queued = await submit(tenant, slowScan(target, 4));
  const own = await fleet.startOwn(tenant);
  const { items } = await tenant.api.call<{ items: AgentView[] }>("GET", "/api/v1/agents");
  world = {
    tenant,
    endedScan: ended.id,
    queuedScan: queued.id,
    agentId,
    agentName: agent.name,
    ownAgentId: items[0]?.id ?? "",
    ownAgentName: own.name,
  };
});

test.afterAll(async () => {
  if (world) await world.tenant.api.call("POST", `/api/v1/platform-jobs/${world.queuedScan}/cancel`);
  await fleet.dispose();
});

const addressIn = (route: string) => addressOf(route, { ...world, scanId: world.endedScan });

async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByLabel(/^Loading/)).toHaveCount(0);
}

for (const route of routes) {
  test(`${route} has no accessibility violation and no sideways scroll`, async ({ page, enter, admin }) => {
    const reader = readerOf(route, world.tenant, admin);
    if (reader) await enter(page, reader);
    await visit(page, addressIn(route));
    await expectAccessible(page);
  });
}

for (const [what, addressFor] of Object.entries(states)) {
  test(`${what} has no accessibility violation and no sideways scroll`, async ({ page, enter, admin }) => {
    const address = addressFor(world);
    const reader = readerOf(address, world.tenant, admin);
    if (reader) await enter(page, reader);
    await visit(page, address);
    await expectAccessible(page);
  });
}

const openDialog = (page: Page, button: string | RegExp) =>
  page.getByRole("main").getByRole("button", { name: button }).first().click();

async function openAgentAction(page: Page, action: string, name = world.agentName): Promise<void> {
  await openDialog(page, `Actions for ${name}`);
  await page.getByRole("menuitem", { name: action }).click();
}

/** What opens over a page, by name: where, and how. */
const dialogs: Record<string, { route: string; open(page: Page): Promise<void> }> = {
  "creating an API key": {
    route: "/t/[tenantSlug]/settings/api-keys",
    open: (page) => openDialog(page, "Create key"),
  },
  "an API key that is shown once": {
    route: "/t/[tenantSlug]/settings/api-keys",
    open: async (page) => {
      await openDialog(page, "Create key");
      await page.getByLabel("Name").fill("looked at");
      await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
      await readSecret(page.getByRole("dialog", { name: "API key created" }));
    },
  },
  "revoking an API key": {
    route: "/t/[tenantSlug]/settings/api-keys",
    open: (page) => openDialog(page, /^Revoke/),
  },
  "inviting a member": {
    route: "/t/[tenantSlug]/settings/members",
    open: (page) => openDialog(page, "Invite member"),
  },
  "creating a bootstrap token": { route: "/admin/tokens", open: (page) => openDialog(page, "Create token") },
  "waiting for an agent": {
    route: "/admin/tokens",
    open: async (page) => {
      await openDialog(page, "Create token");
      await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
      await expect(page.getByText("Waiting for your agent…")).toBeVisible();
    },
  },
  "creating an agent": { route: "/admin/agents", open: (page) => openDialog(page, "Create agent") },
  "an agent's menu": {
    route: "/admin/agents",
    open: (page) => openDialog(page, `Actions for ${world.agentName}`),
  },
  "editing an agent": {
    route: "/admin/agents/[id]",
    open: (page) => openAgentAction(page, "Edit tier and slots"),
  },
  "draining an agent": { route: "/admin/agents/[id]", open: (page) => openAgentAction(page, "Drain") },
  "deleting an agent": { route: "/admin/agents/[id]", open: (page) => openAgentAction(page, "Delete") },
  "adding an own agent": {
    route: "/t/[tenantSlug]/agents",
    open: (page) => openDialog(page, "Add an agent"),
  },
  "waiting for an own agent": {
    route: "/t/[tenantSlug]/agents/tokens",
    open: async (page) => {
      await openDialog(page, "Add an agent");
      await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
      await expect(page.getByText("Waiting for your agent…")).toBeVisible();
    },
  },
  "editing an own agent": {
    route: "/t/[tenantSlug]/agents/[id]",
    open: (page) => openAgentAction(page, "Edit name and slots", world.ownAgentName),
  },
  "draining an own agent": {
    route: "/t/[tenantSlug]/agents",
    open: (page) => openAgentAction(page, "Drain", world.ownAgentName),
  },
  "creating a tenant": { route: "/admin/tenants", open: (page) => openDialog(page, "Create tenant") },
  "changing a plan": { route: "/admin/tenants/[id]", open: (page) => openDialog(page, "Change plan") },
  "setting an override": { route: "/admin/tenants/[id]", open: (page) => openDialog(page, "Set override") },
  "an entry of the audit log": { route: "/admin/audit", open: (page) => openDialog(page, /^Details of/) },
};

for (const [what, { route, open }] of Object.entries(dialogs)) {
  test(`the dialog for ${what} has no accessibility violation and no sideways scroll`, async ({
    page,
    enter,
    admin,
  }) => {
    await enter(page, readerOf(route, world.tenant, admin) ?? admin);
    await visit(page, addressIn(route));
    await open(page);
    await expectAccessible(page);
  });
}

test("the menu of small screens has no accessibility violation", async ({ page, enter }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await enter(page, world.tenant.owner);
  await visit(page, `/t/${world.tenant.slug}`);
  await page.getByRole("button", { name: "Open menu" }).click();
  await expect(page.getByRole("dialog", { name: "Menu" })).toBeVisible();
  await expectAccessible(page);
});
