import { afterEach, expect, it, vi } from "vitest";
import { log } from "@/lib/log";
import { SeldomWarning } from "@/lib/seldom-warning";

afterEach(() => vi.restoreAllMocks());

it("a failure that comes again and again is told once a minute, with its reason and how often it was", () => {
  const warn = vi.spyOn(log, "warn");
  let now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const warning = new SeldomWarning("beats cannot be written", log);
  const refused = Object.assign(new Error("permission denied for table agent_heartbeats"), {
    code: "42501",
    detail: "what the row holds",
  });
  for (let second = 0; second < 60; second++) {
    warning.tell(refused);
    now += 999;
  }
  expect(warn).toHaveBeenCalledTimes(1);
  now += 1_000;
  warning.tell("gone");
  const told = "beats cannot be written";
  expect(warn.mock.calls).toEqual([
    [{ reason: "permission denied for table agent_heartbeats", times: 1 }, told],
    [{ reason: "unknown", times: 60 }, told],
  ]);
});

it("each warning has a minute of its own", () => {
  const warn = vi.spyOn(log, "warn");
  for (const text of ["one", "another"]) new SeldomWarning(text, log).tell(new Error("away"));
  expect(warn.mock.calls.map(([, text]) => text)).toEqual(["one", "another"]);
});
