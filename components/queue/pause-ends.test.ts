import { expect, it } from "vitest";
import { defaultEnd, endOf, localText } from "@/components/queue/pause-ends";

const now = new Date("2026-11-21T10:00:00.000Z");

it("an end is so long from now, or the reader's own time as an instant, or none", () => {
  expect(endOf("quarter", "", null, now)).toBe("2026-11-21T10:15:00.000Z");
  expect(endOf("hour", "2030-01-01T00:00", null, now)).toBe("2026-11-21T11:00:00.000Z");
  expect(endOf("until", "2026-12-24T18:30", null, now)).toBe(new Date(2026, 11, 24, 18, 30).toISOString());
  expect(endOf("open", "2026-12-24T18:30", null, now)).toBeNull();
});

it("a change begins with the end that the pause has", () => {
  expect(defaultEnd(null)).toBe("hour");
  expect(defaultEnd({ resumes_at: null })).toBe("open");
  expect(defaultEnd({ resumes_at: now.toISOString() })).toBe("until");
});

it("an end that is left alone keeps its seconds, which the field does not show", () => {
  const present = "2026-11-21T12:34:56.789Z";
  expect(endOf("until", localText(present), present, now)).toBe(present);
  expect(endOf("until", "2026-12-24T18:30", present, now)).not.toBe(present);
});
