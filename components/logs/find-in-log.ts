import { plainText } from "@/components/logs/ansi-spans";
import type { LogLine } from "@/components/logs/log-line";

interface Lines {
  length: number;
  at: (index: number) => LogLine | undefined;
}

/** The indexes of all lines that hold `query`, in any case. */
export function findInLog(lines: Lines, query: string): number[] {
  const wanted = query.toLowerCase();
  if (wanted === "") return [];
  const found: number[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines.at(index);
    if (line && plainText(line.text).toLowerCase().includes(wanted)) found.push(index);
  }
  return found;
}

/** Where to go from `current` (a line's index): the next match after it or the one before, around the end. */
export function nextMatch(matches: readonly number[], current: number | null, step: 1 | -1): number | null {
  if (matches.length === 0) return null;
  const ahead =
    step === 1
      ? matches.find((index) => current === null || index > current)
      : matches.findLast((index) => current === null || index < current);
  return ahead ?? matches.at(step === 1 ? 0 : -1) ?? null;
}
