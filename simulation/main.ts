/**
 * `npm run simulate`: the queue's policy and matching on a fake clock. Plays a scenario of a seed and tells what happened,
 * compares policies, or answers how long jobs wait on a given fleet; docs/decisions/0003-fair-share.md says what for.
 * Exit code 1 when a promise was broken.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { CommanderError } from "commander";
import { capacityReport } from "./capacity/capacity-report";
import { generateArrivals, TOOLS } from "./capacity/generate-arrivals";
import { parseTrace } from "./capacity/parse-trace";
import { playArrivals } from "./capacity/play-arrivals";
import { playStory } from "./play-story";
import { allPolicies } from "./policies/alternatives";
import { Random } from "./random";
import { type Question, readQuestion } from "./read-question";
import { comparePolicies } from "./report/compare-policies";
import { shareChart } from "./report/share-chart";
import { storyReport } from "./report/story-report";

/** The shortest stories take a second. */
const SAMPLE_SECONDS = 0.02;

/** Gives the exit code. */
function answer(question: Question): number {
  switch (question.kind) {
    case "story":
      return tellStory(question);
    case "comparison":
      console.log(comparePolicies(allPolicies, question.scenarios, question.seeds));
      return 0;
    case "trace": {
      const arrivals = parseTrace(readFileSync(question.trace, "utf8"));
      const tools = [...new Set(arrivals.map(({ tool }) => tool))];
      console.log(capacityReport(playArrivals(question.agents, tools, arrivals)));
      return 0;
    }
    case "arrivals": {
      const arrivals = generateArrivals(question.model, new Random(question.seed));
      console.log(capacityReport(playArrivals(question.agents, TOOLS, arrivals)));
      return 0;
    }
  }
}

function tellStory({ scenario, seed, policy, svg }: Question & { kind: "story" }): number {
  const story = playStory(scenario, seed, { policy, sampleSeconds: SAMPLE_SECONDS });
  const title = `${scenario.name}, seed ${seed}, ${policy.name}`;
  writeFileSync(svg, shareChart(title, story.stage.recorder));
  console.log(`${title}\n${scenario.promise}\n\n${storyReport(story)}\n\nChart: ${svg}`);
  return story.failures.length > 0 ? 1 : 0;
}

try {
  process.exitCode = answer(readQuestion(process.argv.slice(2)));
} catch (error) {
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
  // Help, once it has been printed, ends as an error of code 0.
  if (process.exitCode !== 0) console.error(error instanceof Error ? error.message : error);
}
