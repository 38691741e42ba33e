import { describe, expect, it } from "vitest";
import { Lifecycle } from "./lifecycle";

function recorded() {
  const lifecycle = new Lifecycle();
  const ended: string[] = [];
  const add = (name: string) => lifecycle.onStop(async () => void ended.push(name));
  return { lifecycle, ended, add };
}

describe("what has been started", () => {
  it("ends in reverse order, once, however often the end is asked for", async () => {
    const { lifecycle, ended, add } = recorded();
    add("database");
    add("server");
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    await lifecycle.stop();
    expect(ended).toEqual(["server", "database"]);
  });

  it("is ended too when it only comes up after the end", async () => {
    const { lifecycle, ended, add } = recorded();
    await lifecycle.stop();
    add("late");
    await lifecycle.stop();
    expect(ended).toEqual(["late"]);
  });
});
