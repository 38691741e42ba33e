import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { type DemoTarget, startDemoTarget } from "@/demo/target/start-demo-target";
import type { JobView } from "@/lib/contracts/job";
import type { Role } from "@/lib/domain/access/permissions";
import { Fleet } from "./fleet";
import {
  addMember,
  beginSession,
  createTenant,
  invitePerson,
  type Person,
  type PlanSlug,
  type TestTenant,
} from "./people";
import { signIn } from "./sign-in";
import { demo } from "./state";
import { watchConsole } from "./watch-console";

interface TestFixtures {
  /** Fails the test when one of its pages complains in the browser's console. */
  quietConsole: undefined;
  fleet: Fleet;
  /** Fresh tenants; what they still have in the queue when the test ends is cancelled. */
  tenants: {
    create(plan: PlanSlug): Promise<TestTenant>;
    addMember(tenant: TestTenant, role: Role): Promise<Person>;
    invite(tenant: TestTenant, person: Person, role: Role): Promise<void>;
  };
  /** Signs in by the form. */
  signIn(page: Page, person: Person): Promise<void>;
  /** Gives the page's browser a session that was begun before. */
  enter(page: Page, person: Person): Promise<void>;
  /** A page with somebody's session in a browser of its own. */
  openAs(person: Person): Promise<Page>;
  /** A page with a platform admin's session. */
  adminPage: Page;
}

interface WorkerFixtures {
  /** The vulnerable-by-design site on this machine; below `/slow/` every answer takes a second. */
  target: DemoTarget;
  admin: Person;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to find what a fixture needs
  baseURL: async ({}, use) => use(demo().base_url),

  quietConsole: [
    async ({ context }, use) => {
      const complaints = watchConsole(context);
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: as above
  fleet: async ({}, use) => {
    const fleet = new Fleet();
    await use(fleet);
    await fleet.dispose();
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  tenants: async ({}, use) => {
    const created: TestTenant[] = [];
    await use({
      create: async (plan) => {
        const tenant = await createTenant(plan);
        created.push(tenant);
        return tenant;
      },
      addMember,
      invite: invitePerson,
    });
    for (const tenant of created) await cancelAll(tenant);
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  signIn: async ({}, use) => {
    await use(async (page, person) => {
      await page.goto("/login");
      await signIn(page, person);
    });
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  enter: async ({}, use) => use((page, person) => addSession(page.context(), person)),

  openAs: async ({ browser }, use) => {
    const opened: { context: BrowserContext; complaints: string[] }[] = [];
    await use(async (person) => {
      const context = await browser.newContext();
      opened.push({ context, complaints: watchConsole(context) });
      await addSession(context, person);
      return context.newPage();
    });
    for (const { context } of opened) await context.close();
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([]);
  },

  adminPage: async ({ openAs, admin }, use) => use(await openAs(admin)),

  admin: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => use(await beginSession(demo().admin.email, demo().admin.password)),
    { scope: "worker" },
  ],

  target: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const target = await startDemoTarget({ slowSeconds: 1 });
      await use(target);
      await target.stop();
    },
    { scope: "worker" },
  ],
});

async function addSession(context: BrowserContext, { cookie }: Person): Promise<void> {
  await context.addCookies([{ ...cookie, url: demo().base_url, httpOnly: true, sameSite: "Lax" }]);
}

async function cancelAll({ api }: TestTenant): Promise<void> {
  const { items } = await api.call<{ items: JobView[] }>("GET", "/api/v1/platform-jobs?status=active");
  for (const job of items) await api.call("POST", `/api/v1/platform-jobs/${job.id}/cancel`);
}

export { expect } from "@playwright/test";
