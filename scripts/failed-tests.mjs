const LINES_MAX = 12;
const ENDINGS = { unexpected: "Failed", flaky: "Passed only at the second try" };

/**
 * What failed, told once more at the very end: a log of thousands of lines is read from there, and often kept no
 * further back. Takes vitest's JSON report; gives one text a failure.
 */
export function failedInVitest({ testResults }) {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === "failed");
    // A file that cannot be loaded has no test that failed.
    if (failed.length === 0) return message ? [tell(`Failed: ${name}`, [message])] : [];
    return failed.map(({ fullName, failureMessages }) =>
      tell(`Failed: ${name} › ${fullName}`, failureMessages),
    );
  });
}

/** The same of Playwright's JSON report; what passed at the second try only is told as well. */
export function failedInPlaywright({ suites, errors }) {
  const failures = suites.flatMap(specsOf).flatMap(({ file, line, title, tests }) =>
    tests
      .filter(({ status }) => status in ENDINGS)
      .map(({ status, results }) => {
        const messages = results.flatMap((result) => result.errors.map(({ message }) => message));
        return tell(`${ENDINGS[status]}: e2e/${file}:${line} › ${title}`, messages);
      }),
  );
  return [...failures, ...errors.map(({ message }) => tell("Failed", [message]))];
}

function specsOf({ specs, suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

function tell(name, messages) {
  const lines = messages.flatMap((message) => message.split("\n").slice(0, LINES_MAX));
  return [name, ...lines.map((line) => `    ${line}`)].join("\n");
}
