import { expect, test } from "vitest";
import { joinCommand } from "@/lib/domain/agent/join-command";

test("the join command is one line with the server and the token in it", () => {
  expect(joinCommand("https://muster.example", "abc123.def")).toBe(
    "npx --yes https://muster.example/downloads/muster-agent.tgz join --url https://muster.example --token abc123.def --run",
  );
});
