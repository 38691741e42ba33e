import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 780 };

/** No violation of WCAG 2.2 AA, in both themes and in the layout of small screens; no sideways scroll there. */
export async function expectAccessible(page: Page): Promise<void> {
  await show(page, WIDE, "light");
  await expectNoViolation(axe(page).withTags(WCAG_AA), `${page.url()}, light`);
  await show(page, WIDE, "dark");
  // Only colours differ between the themes.
  await expectNoViolation(axe(page).withRules(COLOUR_RULES), `${page.url()}, dark`);
  await show(page, NARROW, "light");
  await expectNoViolation(axe(page).withTags(WCAG_AA), `${page.url()}, narrow`);
  await expectNoSidewaysScroll(page);
}

/** In one call and without the list of what is right, which takes most of the time: our pages have no foreign frames. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
}

async function show(page: Page, size: typeof WIDE, colorScheme: "light" | "dark"): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveCSS("color-scheme", colorScheme);
}

async function expectNoViolation(check: AxeBuilder, where: string): Promise<void> {
  const { violations } = await check.analyze();
  const faults = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary}`),
  );
  expect(faults, where).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overhang = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overhang, `sideways scroll of ${page.url()}`).toBeLessThanOrEqual(0);
}
