import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

async function simulate(...args: string[]): Promise<{ code: number; said: string; complained: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "simulation/main.ts", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, complained, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number]>,
  ]);
  return { code, said, complained };
}

describe("npm run simulate", () => {
  it("says in one sentence which number is wrong, and ends with code 1", async () => {
    const { code, said, complained } = await simulate("--seed", "x");
    expect({ code, said }).toEqual({ code: 1, said: "" });
    expect(complained).toBe(
      `error: option '--seed <number>' argument 'x' is invalid. "x" is not a whole number.\n`,
    );
  }, 30_000);

  it("answers a capacity question with the tenants that were asked for", async () => {
    const question = "--agents shared=20 --arrivals-per-minute 60 --minutes 10 --tenants 1 --mean-seconds 5";
    const { code, said, complained } = await simulate(...question.split(" "));
    expect({ code, complained }).toEqual({ code: 0, complained: "" });
    expect(said).toMatch(/^\d+ jobs of 1 tenant in /);
  }, 30_000);
});
