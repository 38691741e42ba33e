import { addressOf, type Places, readerOf, routes } from "./support/every-page";
import { expect, test } from "./support/fixtures";
import { Fleet } from "./support/fleet";
import { adminApi, createTenant } from "./support/people";
import { submit } from "./support/scans";
import { weighPage } from "./support/weigh-page";

/**
 * A few percent above what the heaviest page has. Before raising one: can the code come when it is about to be used
 * (components/ui/use-on-demand.ts), or does a page carry a schema?
 */
const OWN_KB_MAX = 86;
const ALL_KB_MAX = 220;

let fleet: Fleet;
let places: Places;
const table: string[] = [];

test.beforeAll(async () => {
  fleet = new Fleet();
  const tenant = await createTenant("team");
  const scan = await submit(tenant, { tool: "http-headers", target: "https://muster.example" });
  const { agent } = await adminApi().call<{ agent: { id: string } }>(
    "POST",
    "/api/v1/admin/platform-agents",
    { name: fleet.nameFor("weight"), tier: "shared", max_concurrent_jobs: 1 },
  );
  await fleet.startOwn(tenant);
  const { items } = await tenant.api.call<{ items: { id: string }[] }>("GET", "/api/v1/agents");
  places = { tenant, scanId: scan.id, agentId: agent.id, ownAgentId: items[0]?.id ?? "" };
});

test.afterAll(async () => {
  if (places) await places.tenant.api.call("POST", `/api/v1/platform-jobs/${places.scanId}/cancel`);
  await fleet.dispose();
  console.log(["Page weights in KB, gzip: all = framework + own", ...table].join("\n"));
});

for (const route of routes) {
  test(`${route} loads at most ${ALL_KB_MAX} KB of JavaScript at first, ${OWN_KB_MAX} KB of them its own`, async ({
    admin,
  }) => {
    const reader = readerOf(route, places.tenant, admin);
    const cookie = reader ? `${reader.cookie.name}=${reader.cookie.value}` : "";
    const weight = await weighPage(addressOf(route, places), cookie);
    const [framework, own] = [weight.framework / 1000, weight.own / 1000];
    const figures = [framework + own, framework, own].map((kb) => kb.toFixed(1).padStart(7)).join("");
    table.push(`${figures}  ${route}`);
    expect(framework, "the framework's part was found").toBeGreaterThan(0);
    expect(own, "own part, KB after gzip").toBeLessThanOrEqual(OWN_KB_MAX);
    expect(framework + own, "all of it, KB after gzip").toBeLessThanOrEqual(ALL_KB_MAX);
  });
}
