import type { BenchServer } from "./start-bench-server";

export interface MemoryWatch {
  /** What the server has now is what growth counts from; from here on it is looked at, until `stop`. */
  begin(): Promise<void>;
  stop(): void;
  /** MiB by which the largest value seen exceeds the first. */
  growth(): number;
}

const EVERY_MS = 200;

/** Looks at the server's resident memory again and again, so that a peak between two rounds is seen too. */
export function watchMemory(server: BenchServer): MemoryWatch {
  let first = 0;
  let largest = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    largest = Math.max(largest, await server.residentMebibytes());
  };
  return {
    begin: async () => {
      await look();
      first = largest;
      // A server that is gone is noticed by whoever talks to it.
      timer = setInterval(() => void look().catch(() => {}), EVERY_MS);
    },
    stop: () => clearInterval(timer),
    growth: () => largest - first,
  };
}
