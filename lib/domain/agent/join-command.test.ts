import { expect, test } from "vitest";
import { joinCommand, runCommand } from "@/lib/domain/agent/join-command";

test("the join command is one line with the server and the token in it", () => {
  expect(joinCommand("https://muster.example", "abc123.def", [])).toBe(
    "npx --yes https://muster.example/downloads/muster-agent.tgz join --url https://muster.example --token abc123.def --run",
  );
});

test("the commands let the agent scan the private ranges that the server takes scans of", () => {
  const ranges = ["127.0.0.0/8", "10.0.0.0/8"];
  const flags = " --allow-target 127.0.0.0/8 --allow-target 10.0.0.0/8";
  expect(joinCommand("http://127.0.0.1:3000", "abc123.def", ranges)).toBe(
    `npx --yes http://127.0.0.1:3000/downloads/muster-agent.tgz join --url http://127.0.0.1:3000 --token abc123.def --run${flags}`,
  );
  expect(runCommand("http://127.0.0.1:3000", ranges)).toBe(
    `npx --yes http://127.0.0.1:3000/downloads/muster-agent.tgz run${flags}`,
  );
});
