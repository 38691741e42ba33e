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

const commentFilter = "@secretlint/secretlint-rule-filter-comments";
const config = {
  rules: rules
    .filter((rule) => rule.meta.id !== commentFilter)
    .map((rule) => ({ id: rule.meta.id, rule, options: {} })),
};

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
    const hits = result.messages.map(({ ruleId, message, range: [start, end] }) => ({
      rule: ruleId.replace(/^.*secretlint-rule-/, ""),
      message,
      start,
      end,
    }));
    return { id, hits };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", async (request) => parentPort?.postMessage(await lint(request)));
