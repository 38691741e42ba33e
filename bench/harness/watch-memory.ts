import type { BenchServer } from "./start-bench-server";

export interface MemoryWatch {
  /** MiB by which the largest value seen exceeds the first; never negative. */
  growth(): number;
  stop(): void;
}

const EVERY_MS = 200;

/** Looks at the server's resident memory from now on until stopped. */
export async function watchMemory(server: BenchServer): Promise<MemoryWatch> {
  const first = await server.residentMebibytes();
  let largest = first;
  const timer = setInterval(() => {
    server.residentMebibytes().then(
      (now) => {
        largest = Math.max(largest, now);
      },
      // A server that is gone is noticed by whoever talks to it.
      () => {},
    );
  }, EVERY_MS);
  return { growth: () => largest - first, stop: () => clearInterval(timer) };
}
