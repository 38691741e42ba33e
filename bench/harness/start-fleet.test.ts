import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { BenchAgent } from "./bench-agent";
import { JobLedger } from "./job-ledger";
import { besideFleet } from "./start-fleet";

/** An agent of a server that answers every call so. */
async function agentOf(answer: (path: string) => { status: number; body: object }): Promise<BenchAgent> {
  const server = createServer(({ url = "" }, response) => {
    const { status, body } = answer(url);
    const text = JSON.stringify(body);
    response.writeHead(status, { "Content-Length": Buffer.byteLength(text) }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const agent = await BenchAgent.open((server.address() as AddressInfo).port, "agent", "key");
  onTestFinished(() => {
    agent.close();
    server.close();
  });
  return agent;
}

it("answers what came of the play when the agents have ended all that they were given", async () => {
  let given = 0;
  const agent = await agentOf((path) => {
    const jobs = path.endsWith("/claim") ? [{ id: `job-${given++}`, attempt: 1, job_token: "token" }] : [];
    return { status: 200, body: { jobs } };
  });
  const ledger = new JobLedger();
  let onClaim = () => {};
  const claimed = new Promise<string>((resolve) => {
    onClaim = () => resolve("played");
  });
  expect(await besideFleet([agent], { ledger, onClaim }, () => claimed)).toBe("played");
  expect(given).toBeGreaterThan(0);
  expect(ledger.endedCount).toBe(given);
});

it("ends with an agent's error at once, however long the play", async () => {
  const agent = await agentOf(() => ({ status: 500, body: {} }));
  const endless = () => new Promise<never>(() => {});
  const playing = besideFleet([agent], { ledger: new JobLedger() }, endless);
  await expect(playing).rejects.toThrow("a claim was answered with 500");
});

it("ends with the play's error", async () => {
  const agent = await agentOf(() => ({ status: 200, body: { jobs: [] } }));
  const failing = () => Promise.reject(new Error("the play failed"));
  const playing = besideFleet([agent], { ledger: new JobLedger() }, failing);
  await expect(playing).rejects.toThrow("the play failed");
});
