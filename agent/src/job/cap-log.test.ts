import { expect, test } from "vitest";
import { createLogCap } from "./cap-log";

test("output within the limit is not touched", () => {
  const cap = createLogCap(1_000, 100);
  expect(cap.push("stdout", Buffer.from("hello")).toString()).toBe("hello");
  expect(cap.end("stdout").length).toBe(0);
});

test("of too long an output the first and the last part stay, and the marker names the bytes between", () => {
  const cap = createLogCap(400, 100);
  const parts = [cap.push("stdout", Buffer.from("a".repeat(90)))];
  for (let count = 0; count < 50; count += 1) parts.push(cap.push("stdout", Buffer.from("b".repeat(10))));
  parts.push(cap.push("stdout", Buffer.from("the end")));
  parts.push(cap.end("stdout"));
  const text = Buffer.concat(parts).toString();
  expect(text).toMatch(/^a{90}b{10}\n\[muster: the log limit of 400 bytes is reached/);
  expect(text).toContain(`[muster: ${597 - 100 - 100} bytes left out]\n`);
  expect(text.endsWith(`${"b".repeat(93)}the end`)).toBe(true);
});

test("one loud stream cannot take the end of another", () => {
  const cap = createLogCap(400, 100);
  cap.push("stdout", Buffer.alloc(10_000, "x"));
  const live = cap.push("stderr", Buffer.from("what went wrong"));
  expect(live.toString()).not.toContain("what went wrong");
  expect(cap.end("stderr").toString()).toContain("0 bytes left out]\nwhat went wrong");
});
