import { expect } from "@playwright/test";
import type { AgentView } from "@/lib/contracts/agent";
import type { Tier } from "@/lib/domain/tier/tier";
import { AgentProcess } from "./agent-process";
import { adminApi, type TestTenant, unique } from "./people";
import { demo } from "./state";

const AGENTS = "/api/v1/admin/platform-agents";

/** The agents of one test. The fleet is empty before and after it, so that no test's scan runs on another's agent. */
export class Fleet {
  private readonly started: AgentProcess[] = [];
  private readonly names = new Set<string>();

  /** Enrols a real agent and starts it. */
  async start(tier: Tier, options: { maxJobs?: number } = {}): Promise<AgentProcess> {
    const { base_url, bootstrap_tokens } = demo();
    const name = this.nameFor(tier);
    const agent = await AgentProcess.join(name, base_url, bootstrap_tokens[tier], options.maxJobs);
    this.started.push(agent);
    agent.run();
    return agent;
  }

  /** Enrols a real agent of the tenant's own and starts it. */
  async startOwn(tenant: TestTenant): Promise<AgentProcess> {
    const { raw_token } = await tenant.api.call<{ raw_token: string }>("POST", "/api/v1/agent-tokens", {});
    const agent = await AgentProcess.join(`e2e-own-${unique()}`, demo().base_url, raw_token);
    this.started.push(agent);
    agent.run();
    return agent;
  }

  /** A name that is taken out of the fleet after the test, whoever enrols under it. */
  nameFor(purpose: string): string {
    const name = `e2e-${purpose}-${unique()}`;
    this.names.add(name);
    return name;
  }

  async find(name: string): Promise<AgentView | null> {
    const { items } = await adminApi().call<{ items: AgentView[] }>("GET", `${AGENTS}?q=${name}`);
    return items[0] ?? null;
  }

  /** Until every agent named polls for work and holds none. */
  async untilIdle(...agents: AgentProcess[]): Promise<void> {
    for (const { name } of agents) {
      await expect
        .poll(async () => {
          const agent = await this.find(name);
          return agent && { health: agent.health, jobs: agent.current_jobs };
        })
        .toEqual({ health: "online", jobs: 0 });
    }
  }

  async dispose(): Promise<void> {
    for (const agent of this.started) await agent.dispose();
    for (const name of this.names) {
      const agent = await this.find(name);
      if (agent) await remove(agent.id);
    }
  }
}

async function remove(id: string): Promise<void> {
  const { base_url, admin } = demo();
  const url = new URL(`${AGENTS}/${id}?force=true`, base_url);
  const headers = { authorization: `Bearer ${admin.api_key}` };
  const { status } = await fetch(url, { method: "DELETE", headers });
  if (status !== 204) throw new Error(`Agent ${id} could not be deleted: ${status}`);
}
