import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 780 };

/** No violation of WCAG 2.2 AA, in both themes and in the layout of small screens. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveCSS("color-scheme", colorScheme);
    await expectNoViolation(page, `wide, ${colorScheme}`);
  }
  await page.setViewportSize(NARROW);
  await expectNoViolation(page, "narrow, light");
  await expectNoSidewaysScroll(page);
}

async function expectNoViolation(page: Page, how: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG_AA).analyze();
  const faults = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary}`),
  );
  expect(faults, `${page.url()}, ${how}`).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overhang = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overhang, `sideways scroll of ${page.url()}`).toBeLessThanOrEqual(0);
}
