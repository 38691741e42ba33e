import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { Program } from "./start-program";

/** The join command that a panel shows, as its copy button gives it. */
export async function copyCommand(page: Page, panel: Locator): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await panel
    .getByRole("group", { name: "Join command" })
    .getByRole("button", { name: "Copy command" })
    .click();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Runs a join command on a host that has never seen the agent: its own home, its own package cache. Answers how to end it. */
export async function runOnNewHost(command: string, name: string): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), "muster-e2e-host-"));
  const agent = new Program("/bin/sh", ["-c", command], {
    HOME: home,
    npm_config_cache: join(home, "npm"),
    MUSTER_AGENT_DATA_DIR: join(home, "agent"),
    MUSTER_AGENT_NAME: name,
  });
  return async () => {
    await agent.stop();
    await rm(home, { recursive: true, force: true });
  };
}
