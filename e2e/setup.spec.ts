import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@/server/postgres/free-port";
import { expect, test } from "./support/fixtures";
import { unique } from "./support/people";
import { CAN_SEE_PROCESSES, descendantsOf, isAlive } from "./support/processes";
import { signIn } from "./support/sign-in";
import { Program } from "./support/start-program";

test("on an empty database the printed link makes the first admin, and Ctrl-C leaves no process", async ({
  page,
  browser,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "muster-e2e-setup-"));
  // Started by root, Postgres runs as somebody else and has to pass.
  await chmod(folder, 0o711);
  const port = String(await findFreePort());
  const start = () =>
    new Program(process.execPath, ["scripts/start.mjs"], {
      MUSTER_DATA_DIR: join(folder, "data"),
      PORT: port,
      NEXTAUTH_URL: `http://127.0.0.1:${port}`,
    });
  let server = start();
  try {
    const [link] = await server.says(/http:\/\/\S+\/setup#\S+/);
    const email = `first-${unique()}@muster.example`;
    const password = `a password of ${unique()}`;
    await page.goto(link);
    // The one-time secret does not stay in the address bar.
    await expect(page).toHaveURL(/\/setup$/);
    await page.getByLabel("Name").fill("First Admin");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Create admin account" }).click();
    await expect(page).toHaveURL(/\/admin$/);
    await expect(page.getByText("No agent has joined yet")).toBeVisible();

    const late = await browser.newPage();
    await late.goto(link);
    await expect(late.getByText("The first platform admin exists already.")).toBeVisible();
    await expect(late.getByLabel("Name")).toBeHidden();
    await late.goto("about:blank");
    await late.goto(link.replace(/#.*/, "#not-the-link-that-was-printed"));
    await expect(late.getByText("This link does not count")).toBeVisible();
    await expect(late.getByLabel("Name")).toBeHidden();
    await late.context().close();

    const children = CAN_SEE_PROCESSES ? descendantsOf(server.pid) : [];
    if (CAN_SEE_PROCESSES) expect(children.some(({ command }) => command.includes("postgres"))).toBe(true);
    server.interrupt();
    await expect.poll(() => server.hasEnded).toBe(true);
    expect(server.exitCode).toBe(0);
    expect(children.filter(({ pid }) => isAlive(pid))).toEqual([]);

    server = start();
    await server.says(/Muster is ready/);
    expect(server.output).not.toContain("/setup#");
    // The session outlives the restart, and so does the account.
    await page.goto(`http://127.0.0.1:${port}/admin`);
    await expect(page).toHaveURL(/\/admin$/);
    const again = await browser.newPage();
    await again.goto(`http://127.0.0.1:${port}/login`);
    await signIn(again, { email, password });
    await expect(again).toHaveURL(/\/admin$/);
    await again.context().close();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
