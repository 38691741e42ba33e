import { expect, test } from "../support/fixtures";
import { readScan, slowScan, submit } from "../support/scans";

const RUN_SECONDS = 8;

test("when its agent is killed a scan runs again on another and succeeds, and the page shows both attempts", async ({
  page,
  enter,
  tenants,
  fleet,
  target,
}) => {
  test.setTimeout(120_000);
  const tenant = await tenants.create("team");
  const agents = [await fleet.start("shared"), await fleet.start("shared")];
  await fleet.untilIdle(...agents);
  const job = await submit(tenant, slowScan(target, RUN_SECONDS));
  await enter(page, tenant.owner);
  await page.goto(`/t/${tenant.slug}/scans/${job.id}`);
  await expect(page.getByRole("region", { name: "Findings" }).getByRole("status")).toContainText(/^[1-9]/);
  const first = (await readScan(tenant, job.id)).agent?.name;
  const [killed, other] = agents[0]?.name === first ? agents : agents.toReversed();
  if (!killed || !other) throw new Error("The scan runs on neither agent.");

  killed.kill();
  const killedAt = performance.now();
  const outcome = page.getByRole("region", { name: "Outcome" });
  await expect(outcome).toContainText("findings in", { timeout: (45 + RUN_SECONDS + 5) * 1_000 });
  expect((performance.now() - killedAt) / 1_000).toBeLessThan(45 + RUN_SECONDS);

  const attempts = page.getByRole("table", { name: "Attempts" });
  await expect(attempts.getByRole("row", { name: "Attempt 1" })).toContainText("Agent lost");
  await expect(attempts.getByRole("row", { name: "Attempt 1" })).toContainText("It stopped answering.");
  await expect(attempts.getByRole("row", { name: "Attempt 1" })).toContainText(killed.name);
  await expect(attempts.getByRole("row", { name: "Attempt 2" })).toContainText("Succeeded");
  await expect(attempts.getByRole("row", { name: "Attempt 2" })).toContainText(other.name);
  await page.getByLabel("Log of attempt").selectOption("1");
  await expect(page.getByRole("log", { name: "Scan log" })).toContainText(killed.name);
  const ended = await readScan(tenant, job.id);
  expect({ status: ended.status, attempt: ended.attempt }).toEqual({ status: "succeeded", attempt: 2 });
});
