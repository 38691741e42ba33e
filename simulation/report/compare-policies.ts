import { playStory } from "../play-story";
import type { SharePolicy } from "../policies/share-policy";
import type { Scenario } from "../scenarios/scenario";
import { formatColumns } from "./format-columns";
import { percentile } from "./percentile";

/** How each policy fares in each scenario: stories with a broken promise, and of each figure median and worst. */
export function comparePolicies(
  policies: readonly SharePolicy[],
  scenarios: readonly Scenario[],
  seeds: number,
): string {
  const rows = scenarios.flatMap((scenario) =>
    policies.flatMap((policy) => {
      const stories = Array.from({ length: seeds }, (_, seed) => playStory(scenario, seed, { policy }));
      const broken = stories.filter(({ failures }) => failures.length > 0).length;
      return Object.keys(stories[0]?.figures ?? {}).map((name) => {
        const values = stories.map(({ figures }) => figures[name] ?? 0).sort((a, b) => a - b);
        const [median, most] = [0.5, 1].map((part) => percentile(values, part).toFixed(3));
        return [scenario.name, policy.name, `${broken} of ${seeds}`, name, median ?? "", most ?? ""];
      });
    }),
  );
  return formatColumns([["scenario", "policy", "broken", "figure", "median", "most"], ...rows]).join("\n");
}
