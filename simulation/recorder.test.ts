import { expect, it } from "vitest";
import { Stage } from "./scenarios/stage";

const PLAN = { weight: 50, tierMax: 0, runningMax: 9 };

it("samples are at equal distances, over the whole story and a few hundred, however long it is", () => {
  for (const seconds of [1, 40, 3_000]) {
    const stage = new Stage([{ tier: "shared", tools: ["nmap"], count: 1, slots: 1 }], {
      sampleSeconds: 0.02,
    });
    stage.runSeconds(seconds);
    const times = stage.recorder.samples.map(({ at }) => at);
    const distance = times[1] ?? 0;
    expect(times.length).toBeGreaterThan(45);
    expect(times.length).toBeLessThan(250);
    for (const [i, at] of times.entries()) expect(at).toBeCloseTo(i * distance, 6);
    expect(seconds - (times.at(-1) ?? 0)).toBeLessThanOrEqual(distance + 1e-6);
  }
});

it("a sample names who has a job waiting, with its weight and for which agents", () => {
  const agents = (tool: string) => ({ tier: "shared", tools: [tool], count: 1, slots: 1 }) as const;
  const stage = new Stage(["nmap", "secrets", "sslscan"].map(agents), { sampleSeconds: 1 });
  const job = (tool: string) => ({ tool, seconds: 10 });
  const one = stage.addTenant("one", PLAN, 2, () => job("nmap"));
  const several = stage.addTenant("several", PLAN);
  for (const tool of ["nmap", "nmap", "secrets", "secrets"]) stage.world.submit(several, job(tool));
  const running = stage.addTenant("running", PLAN);
  stage.world.submit(running, job("sslscan"));
  stage.runSeconds(1);
  expect(running.running).toBe(1);
  expect(stage.recorder.samples.at(-1)?.backlogged).toEqual(
    new Map([
      [one, { weight: 50, agents: "0" }],
      [several, { weight: 50, agents: "0,1" }],
    ]),
  );
});
