import { test as base, type Page } from "@playwright/test";
import { type DemoTarget, startDemoTarget } from "@/demo/target/start-demo-target";
import { AgentProcess } from "./agent-process";
import { demo } from "./state";

interface TestFixtures {
  /** Enrols and starts real agents; they are killed when the test ends. */
  agents: {
    start(name: string, tier: "shared" | "dedicated" | "premium", maxJobs?: number): Promise<AgentProcess>;
  };
  signIn(page: Page, email: string, password: string): Promise<void>;
}

interface WorkerFixtures {
  /** The vulnerable-by-design site on this machine. */
  target: DemoTarget;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to find what a fixture needs
  baseURL: async ({}, use) => use(demo().base_url),

  // biome-ignore lint/correctness/noEmptyPattern: as above
  agents: async ({}, use) => {
    const started: AgentProcess[] = [];
    await use({
      start: async (name, tier, maxJobs = 1) => {
        const agent = await AgentProcess.join(name, demo().bootstrap_tokens[tier], { maxJobs });
        started.push(agent);
        agent.run();
        return agent;
      },
    });
    for (const agent of started) await agent.dispose();
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  signIn: async ({}, use) => {
    await use(async (page, email, password) => {
      await page.goto("/login");
      await page.getByLabel(/e-?mail/i).fill(email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: /sign in/i }).click();
      await page.waitForURL((url) => !url.pathname.startsWith("/login"));
    });
  },

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

export { expect } from "@playwright/test";
