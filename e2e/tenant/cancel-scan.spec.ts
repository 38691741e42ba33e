import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures";
import { CAN_SEE_PROCESSES, descendantsOf, isAlive } from "../support/processes";
import { readScan, slowScan, submit } from "../support/scans";

async function expectCancelled(page: Page): Promise<void> {
  await expect(page.getByRole("region", { name: "Outcome" })).toContainText("Cancelled after");
  await expect(page).toHaveTitle(/^Cancelled/);
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();
}

test("cancelling a scan ends the scanner's process within two seconds of the click", async ({
  page,
  signIn,
  tenants,
  fleet,
}) => {
  test.skip(!CAN_SEE_PROCESSES, "processes are looked up in /proc");
  const agent = await fleet.start("shared");
  await expect.poll(async () => (await fleet.find(agent.name))?.health).toBe("online");
  const tools = (await fleet.find(agent.name))?.tools.map((tool) => tool.name) ?? [];
  test.skip(!tools.includes("nmap"), "nmap is not installed");
  // A port that takes connections and never says a word keeps nmap's service detection asking for long.
  const silent = await listenSilently();
  try {
    const tenant = await tenants.create("free");
    await signIn(page, tenant.owner);
    await page.goto(`/t/${tenant.slug}/scans/new`);
    await page.getByRole("radio", { name: "Open ports" }).check();
    await page.getByLabel("Host").fill("127.0.0.1");
    await page.getByText("Advanced").click();
    await page.getByLabel("Profile").selectOption("services");
    await page.getByLabel("Ports", { exact: true }).fill(String(silent.port));
    await page.getByRole("button", { name: "Start scan" }).click();

    const findScanner = () => descendantsOf(agent.pid).find(({ command }) => / -sV /.test(command));
    await expect.poll(() => findScanner()?.pid, { timeout: 20_000 }).toBeDefined();
    const scanner = findScanner();
    await expect(page.getByRole("region", { name: "Progress" })).toBeVisible();

    const clickedAt = performance.now();
    await page.getByRole("button", { name: "Cancel scan" }).click();
    await expect
      .poll(() => scanner !== undefined && isAlive(scanner.pid), {
        timeout: 2_000 - (performance.now() - clickedAt),
        intervals: [50],
      })
      .toBe(false);
    expect(descendantsOf(agent.pid).filter(({ command }) => command.includes("nmap"))).toEqual([]);
    await expectCancelled(page);
  } finally {
    await silent.stop();
  }
});

test("a scan without a process of its own is cancelled as well, and keeps what it found", async ({
  page,
  enter,
  tenants,
  fleet,
  target,
}) => {
  const tenant = await tenants.create("free");
  await fleet.start("shared");
  const job = await submit(tenant, slowScan(target, 20));
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/scans/${job.id}`);
  await expect(page.getByRole("region", { name: "Findings" }).getByRole("status")).toContainText(
    /^[1-9]\d* so far/,
  );
  await page.getByRole("button", { name: "Cancel scan" }).click();
  await expectCancelled(page);
  expect((await readScan(tenant, job.id)).findings_count).toBeGreaterThan(0);
});

test("a queued scan is cancelled before it starts", async ({ page, enter, tenants, target }) => {
  const tenant = await tenants.create("free");
  const job = await submit(tenant, slowScan(target, 4));
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/scans/${job.id}`);
  await page.getByRole("button", { name: "Cancel scan" }).click();
  await expect(page.getByRole("region", { name: "Outcome" })).toContainText("Cancelled before it started.");
});

async function listenSilently(): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
