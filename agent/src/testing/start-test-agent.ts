/** An agent inside the test, with scanners that the test writes itself. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Agent, type AgentDependencies, type AgentEnd } from "../agent";
import { createControlPlane } from "../control-plane/client";
import { createMemoryJournal } from "../journal/memory-journal";
import { createAgentLog } from "../log/agent-log";
import { createHostMetrics } from "../metrics/host-metrics";
import { runProcess } from "../runner/run-process";
import type { ScanContext, Scanner, ScanOutcome } from "../scanners/scanner";
import { createTargetPolicy } from "../scanners/target-policy";
import type { FakeControlPlane } from "./fake-control-plane";

export type Script = (context: ScanContext) => Promise<ScanOutcome>;

export const succeeded: ScanOutcome = { status: "succeeded", exit_code: 0, complete: true };

export interface TestAgent {
  agent: Agent;
  dataDir: string;
  /** What the agent wrote to its own log. */
  lines: string[];
  end: Promise<AgentEnd>;
  /** Ends the agent at once and removes its folder. */
  close(): Promise<void>;
}

export async function startTestAgent(
  server: FakeControlPlane,
  script: Script,
  overrides: Partial<AgentDependencies> = {},
): Promise<TestAgent> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "muster-agent-"));
  const lines: string[] = [];
  const scanner: Scanner = {
    tool: "scripted",
    family: "test",
    probe: async () => ({ name: "scripted", version: "1" }),
    parseOptions: (_profile, options) => ({ ok: true, value: options }),
    run: script,
  };
  const agent = new Agent({
    name: "test",
    version: "0.0.0",
    dataDir,
    capacity: server.capacity,
    localLimit: null,
    drainTimeoutSeconds: 20,
    controlPlane: createControlPlane({
      url: server.url,
      apiKey: server.issueKey(),
      fleet: "platform",
      userAgent: "test",
    }),
    journal: createMemoryJournal(),
    findScanner: (tool) => (tool === scanner.tool ? scanner : null),
    probeTools: async () => [{ name: "scripted", version: "1" }],
    policy: createTargetPolicy({ allowCidrs: ["127.0.0.0/8"] }),
    run: runProcess,
    metrics: createHostMetrics(),
    // The shortest wait that the jitter can give.
    random: () => 0,
    log: createAgentLog("text", (line) => lines.push(line)),
    ...overrides,
  });
  const end = agent.run();
  return {
    agent,
    dataDir,
    lines,
    end,
    async close() {
      agent.stop();
      await end;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
