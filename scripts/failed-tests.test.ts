import { expect, it } from "vitest";
import { failedInPlaywright, failedInVitest } from "./failed-tests.mjs";

it("tells which tests failed and why, and which files could not be loaded", () => {
  const passed = { status: "passed", fullName: "fine", failureMessages: [] };
  const failed = { status: "failed", fullName: "queue is fair", failureMessages: ["expected 1\nto be 2"] };
  const testResults = [
    { name: "a.test.ts", message: "", assertionResults: [passed, failed] },
    { name: "b.test.ts", message: "cannot load", assertionResults: [] },
    { name: "c.test.ts", message: "", assertionResults: [passed] },
  ];
  expect(failedInVitest({ testResults })).toEqual([
    "Failed: a.test.ts › queue is fair\n    expected 1\n    to be 2",
    "Failed: b.test.ts\n    cannot load",
  ]);
});

it("tells which browser tests failed, and which passed at the second try only", () => {
  const spec = (title: string, status: string, ...messages: string[]) => ({
    file: "a.spec.ts",
    line: 7,
    title,
    tests: [{ status, results: [{ errors: messages.map((message) => ({ message })) }, { errors: [] }] }],
  });
  const suites = [
    {
      specs: [spec("opens", "expected")],
      suites: [{ specs: [spec("closes", "unexpected", "no dialog"), spec("moves", "flaky", "too late")] }],
    },
  ];
  expect(failedInPlaywright({ suites, errors: [{ message: "no server" }] })).toEqual([
    "Failed: e2e/a.spec.ts:7 › closes\n    no dialog",
    "Passed only at the second try: e2e/a.spec.ts:7 › moves\n    too late",
    "Failed\n    no server",
  ]);
});
