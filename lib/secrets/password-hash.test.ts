import { hash } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { HashingGate } from "@/lib/secrets/hashing-gate";
import { hashPassword, needsRehash, passwordMatches } from "@/lib/secrets/password-hash";

describe("a password hash", () => {
  test("matches its own password only, and never without a stored hash", async () => {
    const stored = await hashPassword("grey lamp under 7 bridges");
    expect(await passwordMatches("grey lamp under 7 bridges", stored)).toBe(true);
    expect(await passwordMatches("grey lamp under 7 bridge", stored)).toBe(false);
    expect(await passwordMatches("grey lamp under 7 bridges", null)).toBe(false);
  });

  test("is the same for two spellings of one character", async () => {
    const stored = await hashPassword("caf\u00e9 au lait noir");
    expect(await passwordMatches("cafe\u0301 au lait noir", stored)).toBe(true);
  });

  test("made with lower costs is to be made anew", async () => {
    expect(needsRehash(await hashPassword("grey lamp under 7 bridges"))).toBe(false);
    const weak = await hash("grey lamp", { algorithm: 2, memoryCost: 8 * 1024, timeCost: 1, parallelism: 1 });
    expect(needsRehash(weak)).toBe(true);
  });
});

test("the gate never runs more than its number at once and refuses beyond its queue", async () => {
  const gate = new HashingGate(2, 3);
  let running = 0;
  let most = 0;
  const open: (() => void)[] = [];
  const work = () =>
    gate.run(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => open.push(resolve));
      running--;
    });
  const five = [work(), work(), work(), work(), work()];
  await expect(work()).rejects.toMatchObject({ code: "service_unavailable" });
  for (let done = 0; done < 5; done++) {
    await expect.poll(() => open.length).toBeGreaterThan(done);
    open[done]?.();
  }
  await Promise.all(five);
  expect(most).toBe(2);
});
