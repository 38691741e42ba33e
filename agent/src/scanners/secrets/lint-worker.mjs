// @ts-check
/**
 * Worker thread that lints one file at a time, so that a file made to keep a regular expression busy holds up this thread and not the agent.
 * Plain JavaScript on purpose: the same file runs from source, from the tests and beside the bundled agent.
 *
 * Promise: rules come from this file alone. The preset's rule that honours comments in the scanned text is left out; nothing a scanned tree holds
 * (configuration, ignore files, comments) changes what is found.
 */
import { parentPort } from "node:worker_threads";
import { lintSource } from "@secretlint/core";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";

// secretlint marks every rule of every file and searches all marks at each: quadratic time and memory that is never freed. This thread measures nothing.
Object.defineProperty(performance, "mark", { value: () => undefined });

const commentFilter = "@secretlint/secretlint-rule-filter-comments";
/** How far behind its pattern's start a secret may begin: a variable's name and an assignment. */
const longestPrefix = 200;
const config = {
  rules: rules
    .filter((rule) => rule.meta.id !== commentFilter)
    .map((rule) => ({ id: rule.meta.id, rule, options: {} })),
};

/**
 * Where the secret itself lies. Some rules (AWS, npm) report where their pattern began, with the length of the secret; the value is in the message's data.
 *
 * @param {string} text
 * @param {readonly [number, number]} range
 * @param {unknown} data
 * @returns {[number, number]}
 */
function secretRange(text, [start, end], data) {
  const reach = end + longestPrefix;
  let best = "";
  for (const value of Object.values(data ?? {})) {
    if (typeof value !== "string" || value.length <= best.length) continue;
    const index = text.slice(start, reach + value.length).indexOf(value);
    if (index !== -1) best = value;
  }
  if (best === "") return [start, end];
  const index = text.indexOf(best, start);
  return [index, index + best.length];
}

/** @param {import("./lint-protocol").LintRequest} request @returns {Promise<import("./lint-protocol").LintAnswer>} */
async function lint({ id, path, text }) {
  try {
    const result = await lintSource({
      source: {
        filePath: `/${path}`,
        content: text,
        ext: /\.[^./]*$/.exec(path)?.[0] ?? "",
        contentType: "text",
      },
      options: { config, noPhysicFilePath: true },
    });
    const hits = result.messages.map(({ ruleId, message, range, data }) => {
      const [start, end] = secretRange(text, range, data);
      return { rule: ruleId.replace(/^.*secretlint-rule-/, ""), message, start, end };
    });
    return { id, hits };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", async (request) => parentPort?.postMessage(await lint(request)));
