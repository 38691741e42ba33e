import { expect, test } from "vitest";
import { isBeatLate } from "./liveness";

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1000);

test.each([
  { readAfter: 17, seconds: 19, late: false, why: "one beat may be lost" },
  { readAfter: 17, seconds: 21, late: true, why: "two are overdue" },
  { readAfter: 25, seconds: 26, late: true, why: "two were overdue when it was read" },
  {
    readAfter: 9,
    seconds: 21,
    late: false,
    why: "what was read in time may be followed by beats not read yet",
  },
  { readAfter: 9, seconds: 3600, late: false, why: "the page slept, and the agent did not" },
])("a beat that was read $readAfter s after it and is $seconds s old is late: $late, as $why", (beat) => {
  expect(isBeatLate(at(0), at(beat.readAfter), at(beat.seconds))).toBe(beat.late);
});
