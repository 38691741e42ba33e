import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { CommandError } from "../exit-code";
import { readSettings } from "./read-settings";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function settingsFile(values: unknown): string {
  const folder = mkdtempSync(path.join(tmpdir(), "muster-agent-config-"));
  folders.push(folder);
  const file = path.join(folder, "config.json");
  writeFileSync(file, typeof values === "string" ? values : JSON.stringify(values));
  return file;
}

test("flags win over the environment, the environment over the file, the file over the defaults", () => {
  const config = settingsFile({ region: "file", max_jobs: 2, drain_timeout: 5 });
  const { settings, sources } = readSettings(
    { config, region: "flag" },
    { MUSTER_AGENT_REGION: "environment", MUSTER_AGENT_MAX_JOBS: "3" },
    false,
  );
  expect(settings).toMatchObject({ region: "flag", max_jobs: 3, drain_timeout: 5, log_format: "auto" });
  expect(sources).toMatchObject({
    region: "flag",
    max_jobs: "environment",
    drain_timeout: "file",
    log_format: "default",
  });
});

test("lists and labels read the same from flags, environment and file", () => {
  const wanted = { labels: { rack: "a1", zone: "b=c" }, allow_targets: ["127.0.0.0/8", "10.0.0.0/8"] };
  const fromFlags = readSettings(
    { label: ["rack=a1", "zone=b=c"], allowTarget: wanted.allow_targets },
    {},
    false,
  );
  const fromEnvironment = readSettings(
    {},
    { MUSTER_AGENT_LABELS: "rack=a1,zone=b=c", MUSTER_AGENT_ALLOW_TARGETS: "127.0.0.0/8, 10.0.0.0/8" },
    false,
  );
  const fromFile = readSettings({ config: settingsFile(wanted) }, {}, false);
  for (const { settings } of [fromFlags, fromEnvironment, fromFile]) expect(settings).toMatchObject(wanted);
});

test("every wrong value is named at once, with its source", () => {
  const config = settingsFile({ regoin: "eu", region: "EU west" });
  const read = () =>
    readSettings(
      { config, maxJobs: "none", label: ["novalue"] },
      { MUSTER_AGENT_ALLOW_TARGETS: "10.0.0.1/99" },
      false,
    );
  expect(read).toThrow(CommandError);
  for (const part of ["regoin", "region", "--max-jobs", "--label", "MUSTER_AGENT_ALLOW_TARGETS"])
    expect(read).toThrow(part);
});

test("a file that was asked for but is missing or no JSON is an error", () => {
  expect(() => readSettings({ config: "/nonexistent/config.json" }, {}, false)).toThrow("cannot be read");
  expect(() => readSettings({ config: settingsFile("{") }, {}, false)).toThrow("not valid JSON");
});

test("the data folder is the system's for root and the user's own otherwise", () => {
  expect(readSettings({}, {}, true).settings.data_dir).toBe("/var/lib/muster-agent");
  expect(readSettings({}, {}, false).settings.data_dir).toMatch(/\.muster-agent$/);
});
